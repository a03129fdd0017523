package io.rafthold.log;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Re-reads what is flushed of one replica of a broker that does not run, as the disk has it.
 *
 * @param directory of the replica
 * @param groupId of the Raft group
 * @param entryCount entries that were verified
 * @param byteCount bytes of their batches
 * @param damages the first of each damaged segment, and of what could not be made out at all
 */
public record LogScrub(
    Path directory,
    int groupId,
    long entryCount,
    long byteCount,
    List<LogDamageException> damages) {
  private static final long STEP_BYTES = 1 << 20;

  /** Copies the list. */
  public LogScrub {
    damages = List.copyOf(damages);
  }

  /**
   * Reads all of it.
   *
   * @param directory of the replica
   * @param groupId of the Raft group
   * @param stores opens its segments for reading
   * @return what was found
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public static LogScrub run(Path directory, int groupId, LogVerifier.StoreOpener stores) {
    final List<LogDamageException> damages = new ArrayList<>();
    long entries = 0;
    long bytes = 0;
    try (ReplicaReader reader = new ReplicaReader(directory, groupId, stores)) {
      damages.addAll(reader.damages());
      for (final SegmentSpan span : reader.spans()) {
        try (SegmentCheck check = new SegmentCheck(reader.store(), span)) {
          for (long step = check.step(STEP_BYTES); step > 0; step = check.step(STEP_BYTES)) {
            bytes += step;
          }
          entries += span.endIndex() - span.baseIndex();
        } catch (LogDamageException damage) {
          damages.add(damage);
        }
      }
    }
    return new LogScrub(directory, groupId, entries, bytes, damages);
  }
}
