package io.rafthold.client;

/**
 * The root of everything that the client reports on its own account, thrown or in a future.
 *
 * <p>Two questions it always answers: does trying the same again make sense ({@link #isRetriable}),
 * and may the request have had effect although it failed ({@link #isOutcomeUnknown}).
 */
public abstract sealed class RaftholdException extends RuntimeException
    permits AbortedException,
        BrokerFailureException,
        BufferFullException,
        ClientClosedException,
        CorruptDataException,
        FencedException,
        GroupInUseException,
        InvalidReplicationException,
        InvalidRequestException,
        InvalidSettingsException,
        InvalidTopicException,
        OffsetConflictException,
        OffsetOutOfRangeException,
        RecordTooLargeException,
        RequestTimeoutException,
        SequenceConflictException,
        StaleGenerationException,
        TopicExistsException,
        UnknownBrokerException,
        UnknownConsumerGroupException,
        UnknownTopicException,
        UnsupportedCompressionException,
        WakeupException {
  private static final long serialVersionUID = 1L;

  /** Whether trying the same again makes sense. */
  private final boolean retriable;

  /** Whether the request may have had effect. */
  private final boolean outcomeUnknown;

  RaftholdException(String message, boolean retriable, boolean outcomeUnknown, Throwable cause) {
    super(message, cause);
    this.retriable = retriable;
    this.outcomeUnknown = outcomeUnknown;
  }

  /**
   * Tells whether the same call may succeed later without anything being changed. Note that sending
   * a record of unknown outcome again can write it twice.
   *
   * @return true where it may
   */
  public final boolean isRetriable() {
    return retriable;
  }

  /**
   * Tells whether the request may have had effect although it failed.
   *
   * @return false where it certainly had none
   */
  public final boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }
}
