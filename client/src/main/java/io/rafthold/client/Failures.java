package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.concurrent.TimeUnit;

/** Turns what happened into what the user is told. */
final class Failures {
  private Failures() {}

  /**
   * A deadline passed.
   *
   * @param what was tried, for the message
   * @param maybeDone whether an attempt may have had effect
   * @param noLeader whether nobody is known who could do it
   * @param lastFailure of the last attempt, may be empty
   */
  static RaftholdException timedOut(
      String what,
      long timeoutNs,
      boolean maybeDone,
      boolean noLeader,
      Connections connections,
      String lastFailure) {
    final int reachable = connections.reachable();
    final int expected = connections.expected();
    final StringBuilder text = new StringBuilder();
    final boolean tooFew = reachable < expected / 2 + 1;
    if (reachable == 0) {
      text.append("no broker answered: ");
    } else if (noLeader || tooFew) {
      text.append("no quorum: ");
    }
    text.append(what)
        .append(" did not succeed within ")
        .append(TimeUnit.NANOSECONDS.toMillis(timeoutNs))
        .append(" ms; ")
        .append(maybeDone ? "outcome unknown, it may have been carried out" : "it was not done")
        .append("; reachable brokers ")
        .append(reachable)
        .append(" of ")
        .append(expected);
    append(text, "last attempt", lastFailure);
    append(text, "not reachable", connections.troubles());
    if (reachable == 0) {
      return new UnreachableException(text.toString(), maybeDone);
    }
    if (noLeader || tooFew) {
      return new NoQuorumException(text.toString(), maybeDone);
    }
    return maybeDone
        ? new OutcomeUnknownException(text.toString())
        : new RequestTimeoutException(text.toString(), false);
  }

  /** A broker said no, for good. */
  static RaftholdException refused(ErrorCode code, String what, String said) {
    final String text = what + ": " + (said.isEmpty() ? "the broker answered " + code : said);
    return switch (code) {
      case UNKNOWN_TOPIC -> new UnknownTopicException(text);
      case UNKNOWN_GROUP_NAME -> new UnknownConsumerGroupException(text);
      case UNKNOWN_BROKER -> new UnknownBrokerException(text);
      case INVALID_TOPIC -> new InvalidTopicException(text);
      case TOPIC_EXISTS -> new TopicExistsException(text);
      case INVALID_REPLICATION -> new InvalidReplicationException(text);
      case RECORD_TOO_LARGE ->
          new InvalidRequestException(
              text
                  + ": raise record.max.bytes at the brokers, alike at all, or lower the producer's"
                  + " maxBatchBytes");
      case FENCED -> new FencedException(text);
      case SEQUENCE_CONFLICT -> new SequenceConflictException(text);
      case UNKNOWN_COMPRESSION ->
          new UnsupportedCompressionException(
              text
                  + ": it does not know this compression, or has not its library: put that on the"
                  + " brokers' class path, or send without");
      case INTERNAL, SBE_UNKNOWN, NULL_VAL -> new BrokerFailureException(text);
      default -> new InvalidRequestException(text);
    };
  }

  /** A partition has forgotten the producer whose record it may have taken before. */
  static RaftholdException forgotten(String what) {
    return new OutcomeUnknownException(
        what
            + ": the partition has forgotten this producer, which was idle for days or displaced by"
            + " very many others; outcome unknown, the record may have been written by an earlier"
            + " attempt; later records go out under a new producer id");
  }

  private static void append(StringBuilder text, String label, String value) {
    if (!value.isEmpty()) {
      text.append("; ").append(label).append(": ").append(value);
    }
  }
}
