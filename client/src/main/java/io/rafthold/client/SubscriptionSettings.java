package io.rafthold.client;

/**
 * What a subscription is to do.
 *
 * @param partition what to read
 * @param start where to begin
 * @param stopOffset the first offset that is not wanted; {@link #NEVER} for none
 * @param readFrom which replica
 * @param bufferBytes of batches that wait for the consumer
 * @param troubleTimeoutNs how long it may stand still for lack of a broker before the user is told
 */
record SubscriptionSettings(
    TopicPartition partition,
    Start start,
    long stopOffset,
    ReadFrom readFrom,
    int bufferBytes,
    long troubleTimeoutNs) {
  /** No stop. */
  static final long NEVER = Long.MAX_VALUE;
}
