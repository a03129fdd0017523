package io.rafthold.partition;

import java.util.concurrent.TimeUnit;

/**
 * How much a partition remembers of its producers. All replicas of a group must agree, or they
 * would part in what they call a duplicate: {@link #STANDARD} is a constant of the protocol, and no
 * setting.
 *
 * @param expiryNs by how much a producer's last batch may be older than the newest entry, by the
 *     log's time, in nanoseconds
 * @param maxProducers how many are remembered at most
 * @param maxBatches how many of their latest batches are remembered at most, of all together
 */
record ProducerLimits(long expiryNs, int maxProducers, int maxBatches) {
  /** Seven days; 100,000 producers; batches for a state of less than 64 MiB. */
  static final ProducerLimits STANDARD =
      new ProducerLimits(TimeUnit.DAYS.toNanos(7), 100_000, 1_700_000);

  ProducerLimits {
    if (expiryNs < 0 || maxProducers < 1 || maxBatches < ProducerState.WINDOW) {
      throw new IllegalArgumentException(
          "cannot remember producers for "
              + expiryNs
              + " ns, "
              + maxProducers
              + " of them with "
              + maxBatches
              + " batches");
    }
  }
}
