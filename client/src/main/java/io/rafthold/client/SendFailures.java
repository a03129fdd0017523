package io.rafthold.client;

/** Says what has become of a batch that failed: certainly nothing, or nobody knows. */
final class SendFailures {
  private final TopicPartition id;

  SendFailures(TopicPartition id) {
    this.id = id;
  }

  /**
   * Says that the outcome is unknown where the batch was sent more often than is settled: an
   * earlier attempt may have been appended, by whoever led then.
   *
   * @param settledAttempts how many of the batch's attempts certainly had no effect
   */
  RaftholdException unlessSent(PendingBatch batch, int settledAttempts, RaftholdException failure) {
    if (batch.attempts() <= settledAttempts || failure.isOutcomeUnknown()) {
      return failure;
    }
    return new OutcomeUnknownException(
        "sent to " + id + ", it may have been written; then: " + failure.getMessage(), failure);
  }

  /** Speaks for a batch that is above the limit of who leads now. */
  RaftholdException tooLarge(PendingBatch batch, int limitBytes) {
    return unlessSent(batch, 0, batch.tooLarge(limitBytes));
  }

  /** Speaks for a batch behind one that failed. */
  RaftholdException behind(PendingBatch batch, RaftholdException failure) {
    if (batch.attempts() == 0) {
      return abortedBehind(failure);
    }
    return new OutcomeUnknownException(
        "sent to " + id + " behind a record that failed: it may have been written", failure);
  }

  /** Speaks for a batch that was never sent, behind one that failed. */
  RaftholdException abortedBehind(RaftholdException failure) {
    return new AbortedException(
        "not sent to " + id + ", because a record before it failed: " + failure.getMessage(),
        failure);
  }
}
