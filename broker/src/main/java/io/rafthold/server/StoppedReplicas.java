package io.rafthold.server;

import io.rafthold.log.KnownLog;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogVerifier;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Opens the logs of brokers that do not run, for reading, with what the files beside them say: what
 * a broker would refuse to open is found damaged here too. Stateless.
 */
public final class StoppedReplicas implements LogVerifier.StoreOpener {
  /** Whose membership file it is does not matter here. */
  private static final int ANYBODY = 0;

  @Override
  public SegmentStore open(Path directory, int groupId) {
    return ChronicleSegmentStore.readOnly(directory, groupId);
  }

  @Override
  public KnownLog known(Path replica, int groupId, Consumer<LogDamageException> damages) {
    final ReplicaInspection inspection =
        new ReplicaInspection(new ReplicaDirectory(replica, groupId));
    inspection.lookAtVotes();
    inspection.hasOtherVoters(ANYBODY);
    inspection.damages().forEach(damages);
    return inspection.known();
  }
}
