package io.rafthold.spec;

import io.rafthold.protocol.Batch;
import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.CoreInput;
import io.rafthold.raft.CoreObserver;
import io.rafthold.raft.HardState;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import io.rafthold.sim.Watch;
import io.rafthold.sim.disk.DiskWatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;

/**
 * Traces of the metadata group of a simulated cluster, in which the whole broker drives the cores.
 * What their observers do not see, the disks show.
 */
final class SimulatedTraces implements Watch {
  private static final class Replica {
    final WatchedLog log = new WatchedLog();
    HardState onDisk = HardState.INITIAL;
    boolean isNew;
    boolean hasLostPower;
  }

  /** The one group whose level is known from outside: it always waits for the flush. */
  private static final int METADATA_GROUP = 0;

  private final int maxSteps;
  private final Map<Integer, TraceRecorder> groups = new HashMap<>();
  private final Map<Long, Replica> replicas = new HashMap<>();
  private final Set<Integer> ended = new HashSet<>();

  /**
   * Makes a watch for one run.
   *
   * @param maxSteps no trace is longer
   */
  SimulatedTraces(int maxSteps) {
    this.maxSteps = maxSteps;
  }

  List<Trace> traces() {
    List<Trace> traces = new ArrayList<>();
    groups.keySet().stream().sorted().forEach(id -> traces.add(groups.get(id).trace()));
    return traces;
  }

  @Override
  public CoreObserver observer(int brokerId, int groupId) {
    if (groupId != METADATA_GROUP) {
      return CoreObserver.NONE;
    }
    replica(brokerId, groupId).isNew = true;
    return (input, message, core) -> input(brokerId, groupId, input, message, core);
  }

  private void input(
      int brokerId, int groupId, CoreInput input, RaftMessage message, RaftCore core) {
    Replica replica = replica(brokerId, groupId);
    TraceRecorder recorder = groups.computeIfAbsent(groupId, id -> recorder(core.membership()));
    if (recorder.stepCount() >= maxSteps || ended.contains(groupId)) {
      return;
    }
    if (replica.isNew) {
      replica.isNew = false;
      if (core.hardState().term() < replica.onDisk.term()) {
        // Another disk, empty: for the specification that is another broker.
        ended.add(groupId);
        return;
      }
      long commitIndex = replica.log.firstIndex() - 1;
      recorder.started(brokerId, replica.onDisk, replica.log, commitIndex, replica.hasLostPower);
      recorder.entriesUnknown(brokerId);
    }
    replica.log.learn(core.memberships());
    if (input == CoreInput.HARD_STATE_FLUSHED) {
      recorder.wrote(brokerId, replica.onDisk);
    }
    recorder.input(brokerId, input, message, core, replica.log);
  }

  private static TraceRecorder recorder(Membership first) {
    int[] voters = new int[first.voterCount()];
    for (int i = 0; i < voters.length; i++) {
      voters[i] = first.voterAt(i);
    }
    return new TraceRecorder(voters, new int[0], CommitLevel.FLUSHED);
  }

  private Replica replica(int brokerId, int groupId) {
    return replicas.computeIfAbsent(key(brokerId, groupId), key -> new Replica());
  }

  private static long key(int brokerId, int groupId) {
    return ((long) brokerId << Integer.SIZE) | groupId;
  }

  @Override
  public void onEnded(int brokerId, boolean lostPower) {
    replicas.forEach(
        (key, replica) -> {
          if (key >> Integer.SIZE == brokerId) {
            replica.hasLostPower = lostPower;
          }
        });
  }

  @Override
  public DiskWatcher disks(DiskWatcher checker) {
    return new DiskWatcher() {
      @Override
      public void onAppended(
          int brokerId, int groupId, long index, DirectBuffer buffer, int position) {
        replica(brokerId, groupId).log.append(index, Batch.term(buffer, position));
        checker.onAppended(brokerId, groupId, index, buffer, position);
      }

      @Override
      public void onCut(int brokerId, int groupId, long fromIndex) {
        replica(brokerId, groupId).log.cut(fromIndex);
        checker.onCut(brokerId, groupId, fromIndex);
      }

      @Override
      public void onReplaced(int brokerId, int groupId, long baseIndex) {
        // The entry at the base is not told: such a trace ends here.
        ended.add(groupId);
        checker.onReplaced(brokerId, groupId, baseIndex);
      }

      @Override
      public void onForced(int brokerId, int groupId, long index) {
        checker.onForced(brokerId, groupId, index);
      }

      @Override
      public void onHardState(
          int brokerId, int groupId, long term, int votedFor, long life, boolean isRejoining) {
        final Replica replica = replica(brokerId, groupId);
        if (term < replica.onDisk.term()) {
          // Another disk, empty: for the specification that is another broker.
          ended.add(groupId);
        }
        replica.onDisk = new HardState(term, votedFor, life, isRejoining);
        checker.onHardState(brokerId, groupId, term, votedFor, life, isRejoining);
      }
    };
  }
}
