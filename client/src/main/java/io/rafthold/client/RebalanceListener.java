package io.rafthold.client;

import java.util.Collection;

/**
 * Hears which partitions a consumer gets and loses while it is subscribed. Called by the thread
 * that polls, within {@link Consumer#poll}, {@link Consumer#unsubscribe} or {@link Consumer#close},
 * and only for what changes: other partitions go on.
 *
 * <p>What it throws comes out of that call; the partitions have changed hands all the same. It must
 * not poll.
 */
public interface RebalanceListener {
  /**
   * Partitions were assigned; nothing of them was delivered yet. Here a consumer that keeps offsets
   * beside its output seeks to them.
   *
   * @param partitions not empty
   */
  default void onAssigned(Collection<TopicPartition> partitions) {}

  /**
   * Partitions are about to be another member's, which gets them when this returns. So work on what
   * was delivered is to be finished here, and may be committed.
   *
   * @param partitions not empty
   */
  default void onRevoked(Collection<TopicPartition> partitions) {}

  /**
   * Partitions are another member's already, or may be: this member was silent for too long, or did
   * not poll for too long. A commit is refused once their new owner has begun.
   *
   * @param partitions not empty
   */
  default void onLost(Collection<TopicPartition> partitions) {}
}
