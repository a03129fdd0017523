package io.rafthold.log;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link LogVerifier} found in one replica's files.
 *
 * @param directory of the replica
 * @param firstIndex index of the first entry that is kept
 * @param lastIndex index of the last sound entry; what lies behind was never known to be flushed
 * @param endOffset offset behind the last record
 * @param flushedIndex up to where entries were known to be flushed
 * @param commitIndex highest committed index that the replica remembers
 * @param tail why the log ends where it does, null where simply nothing follows
 * @param damages places at or below the flushed index that are not sound, or a log that ends below
 *     the commit index that it remembers
 */
public record ReplicaVerification(
    Path directory,
    long firstIndex,
    long lastIndex,
    long endOffset,
    long flushedIndex,
    long commitIndex,
    String tail,
    List<LogDamageException> damages) {
  /** Copies the list. */
  public ReplicaVerification {
    damages = List.copyOf(damages);
  }

  /**
   * Returns the data directory of the broker.
   *
   * @return two levels above the replica's
   */
  public Path dataDirectory() {
    return directory.resolve("../..").normalize();
  }
}
