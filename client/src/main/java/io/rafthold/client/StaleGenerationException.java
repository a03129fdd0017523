package io.rafthold.client;

import java.util.Collection;
import java.util.List;

/**
 * A commit was refused: the partitions are another member's now, or nobody's that this consumer
 * knows of. What was read of them since the last commit is delivered again, there.
 */
public final class StaleGenerationException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /** Whose commits were refused. */
  private final transient List<TopicPartition> partitions;

  /**
   * Names the partitions.
   *
   * @param group of the consumer
   * @param partitions whose commits were refused; those of others in the same call were not
   */
  public StaleGenerationException(String group, Collection<TopicPartition> partitions) {
    super(
        "the commit of "
            + partitions
            + " for group '"
            + group
            + "' was refused: this member does not own them any more; drop what was read of them"
            + " since the last commit and go on polling; where it happens often, raise the session"
            + " timeout or maxPollInterval, or lower maxPollRecords",
        false,
        false,
        null);
    this.partitions = List.copyOf(partitions);
  }

  /**
   * Returns whose commits were refused.
   *
   * @return unmodifiable; null in an exception that was serialized
   */
  public List<TopicPartition> partitions() {
    return partitions;
  }
}
