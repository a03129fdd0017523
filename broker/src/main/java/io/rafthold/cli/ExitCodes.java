package io.rafthold.cli;

import io.rafthold.client.InvalidReplicationException;
import io.rafthold.client.InvalidRequestException;
import io.rafthold.client.InvalidSettingsException;
import io.rafthold.client.InvalidTopicException;
import io.rafthold.client.NoQuorumException;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.RequestTimeoutException;
import io.rafthold.client.UnknownBrokerException;
import io.rafthold.client.UnknownConsumerGroupException;
import io.rafthold.client.UnknownTopicException;
import io.rafthold.client.UnreachableException;
import io.rafthold.server.ConfigurationException;

/** How a command ended, for scripts. The one place where failures become numbers. */
public final class ExitCodes {
  /** It did what it should. */
  public static final int OK = 0;

  /** It failed, in a way that no other code names. */
  public static final int FAILURE = 1;

  /** The command line, a setting, a name or a value in it does not do. */
  public static final int USAGE = 2;

  /** There is no such topic, partition, broker, group or offset. */
  public static final int NOT_FOUND = 3;

  /** Too few brokers answer, or none. */
  public static final int NO_QUORUM = 4;

  /** The deadline passed. */
  public static final int TIMEOUT = 5;

  /** What was compared differs, or is damaged. */
  public static final int VERIFICATION_FAILED = 7;

  /** A broker ended itself, since going on could have cost data. */
  public static final int FATAL = 12;

  /** A broker ended itself, since its disk failed to keep what it was given. */
  public static final int FLUSH_FAILED = 13;

  private ExitCodes() {}

  /**
   * Returns the code for a failure.
   *
   * @param failure as thrown, or as a future failed with
   * @return {@link #FAILURE} where nothing closer fits
   */
  public static int of(Throwable failure) {
    if (failure instanceof CommandException refused) {
      return refused.exitCode();
    }
    if (failure instanceof UnknownTopicException
        || failure instanceof UnknownBrokerException
        || failure instanceof UnknownConsumerGroupException
        || failure instanceof OffsetOutOfRangeException) {
      return NOT_FOUND;
    }
    if (failure instanceof NoQuorumException || failure instanceof UnreachableException) {
      return NO_QUORUM;
    }
    if (failure instanceof RequestTimeoutException) {
      return TIMEOUT;
    }
    return isUsersMistake(failure) ? USAGE : FAILURE;
  }

  private static boolean isUsersMistake(Throwable failure) {
    return failure instanceof ConfigurationException
        || failure instanceof InvalidTopicException
        || failure instanceof InvalidReplicationException
        || failure instanceof InvalidRequestException
        || failure instanceof InvalidSettingsException;
  }
}
