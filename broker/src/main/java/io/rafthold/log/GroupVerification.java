package io.rafthold.log;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link LogVerifier} found in the replicas of one group.
 *
 * @param groupId of the Raft group
 * @param replicas each one's own state, in the order of the data directories
 * @param missing data directories that have no replica of the group
 * @param commitIndex highest committed index that any replica remembers: they were compared up to
 *     there, each up to its own end
 * @param entryCount entries up to the commit index, each counted once
 * @param recordCount records in those entries
 * @param byteCount bytes of those entries' batches
 * @param difference first place where two replicas hold different entries, or null
 */
public record GroupVerification(
    int groupId,
    List<ReplicaVerification> replicas,
    List<Path> missing,
    long commitIndex,
    long entryCount,
    long recordCount,
    long byteCount,
    Difference difference) {
  /**
   * Two replicas that hold different entries at a committed index.
   *
   * @param index of the entries
   * @param one the first replica's directory and header
   * @param other the second replica's directory and header
   */
  public record Difference(long index, String one, String other) {}

  /** Copies the list. */
  public GroupVerification {
    replicas = List.copyOf(replicas);
    missing = List.copyOf(missing);
  }

  /**
   * Tells whether the replicas agree and all are sound.
   *
   * @return true where there is neither a difference nor damage
   */
  public boolean isSound() {
    return difference == null && replicas.stream().allMatch(replica -> replica.damages().isEmpty());
  }

  /**
   * Tells whether every directory has all that is known to be committed.
   *
   * @return false where one has no replica of the group, or one that is behind
   */
  public boolean isComplete() {
    return missing.isEmpty() && replicas.stream().noneMatch(this::isBehind);
  }

  private boolean isBehind(ReplicaVerification replica) {
    return replica.lastIndex() < commitIndex;
  }

  private String verdict() {
    if (!isSound()) {
      return "NOT OK";
    }
    return isComplete() ? "ok" : "incomplete";
  }

  /**
   * Says it to a person.
   *
   * @return a line for the group, one for each replica, and one for each trouble; no line end
   *     behind the last
   */
  public String summary() {
    final StringBuilder text = new StringBuilder();
    text.append("group ").append(groupId).append(": ").append(verdict());
    text.append(", ").append(entryCount).append(" entries, ").append(recordCount);
    text.append(" records, ").append(byteCount).append(" bytes compared in ");
    text.append(replicas.size()).append(" replicas, up to commit index ").append(commitIndex);
    for (final ReplicaVerification replica : replicas) {
      text.append("\n  ").append(replica.directory());
      text.append(": indexes ").append(replica.firstIndex()).append(" to ");
      text.append(replica.lastIndex()).append(", end offset ").append(replica.endOffset());
      text.append(", flushed ").append(replica.flushedIndex());
      text.append(", committed ").append(replica.commitIndex());
      if (replica.tail() != null) {
        text.append("; unflushed tail cut: ").append(replica.tail());
      }
      for (final LogDamageException damage : replica.damages()) {
        text.append("\n  damage: ").append(damage.getMessage());
      }
      if (isBehind(replica)) {
        text.append("\n  broker directory ").append(replica.dataDirectory());
        text.append(" is behind: ends at index ").append(replica.lastIndex());
        text.append(" of ").append(commitIndex);
      }
    }
    for (final Path directory : missing) {
      text.append("\n  broker directory ").append(directory);
      text.append(" has no replica of group ").append(groupId);
    }
    if (difference != null) {
      text.append("\n  differ at index ").append(difference.index());
      text.append("\n    ").append(difference.one());
      text.append("\n    ").append(difference.other());
    }
    return text.toString();
  }
}
