package io.rafthold.client;

import io.rafthold.protocol.NameRule;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a consumer is a member of a group. All members of a group name the same topics and the same
 * strategy.
 *
 * @param name of the group: 1 to 249 letters a to z and A to Z, digits, '.', '_' and '-'
 * @param autoOffsetReset where a partition begins of which the group has committed nothing yet,
 *     default {@link Start#earliest}
 * @param outOfRange where to go on when the log does not have the position any more; empty, the
 *     default, for an {@link OffsetOutOfRangeException}
 * @param autoCommit how often a poll commits what the polls before have delivered; zero, the
 *     default, for never
 * @param sessionTimeout how long a member may be silent before its partitions go to others, 1 s to
 *     10 min, default 10 s; the client's own thread keeps it alive
 * @param maxPollInterval how long a member may go without a poll before it leaves, above zero,
 *     default 5 min
 * @param strategy how partitions are shared out, default {@link
 *     AssignmentStrategy#COOPERATIVE_STICKY}
 */
public record GroupSettings(
    String name,
    Start autoOffsetReset,
    Optional<Start> outOfRange,
    Duration autoCommit,
    Duration sessionTimeout,
    Duration maxPollInterval,
    AssignmentStrategy strategy) {
  /** Default of {@code sessionTimeout}. */
  public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(10);

  /** Default of {@code maxPollInterval}. */
  public static final Duration DEFAULT_MAX_POLL_INTERVAL = Duration.ofMinutes(5);

  private static final int LONGEST_NAME = NameRule.MAX_LENGTH;
  private static final long SHORTEST_SESSION_MS = 1_000;
  private static final long LONGEST_SESSION_MS = 600_000;

  /**
   * Checks all settings.
   *
   * @throws InvalidSettingsException naming all that is wrong
   */
  public GroupSettings {
    Objects.requireNonNull(autoOffsetReset, "autoOffsetReset");
    Objects.requireNonNull(outOfRange, "outOfRange");
    Objects.requireNonNull(autoCommit, "autoCommit");
    Objects.requireNonNull(sessionTimeout, "sessionTimeout");
    Objects.requireNonNull(strategy, "strategy");
    checkName(new SettingsCheck(), name)
        .that(!autoCommit.isNegative(), "autoCommit " + autoCommit + " is below zero")
        .that(
            isWithin(sessionTimeout),
            "sessionTimeout " + sessionTimeout + " is not within 1 s and 10 min")
        .positive("maxPollInterval", maxPollInterval)
        .throwIfBad();
  }

  /**
   * Describes a member with the defaults.
   *
   * @param name of the group
   * @return the settings
   * @throws InvalidSettingsException where the name cannot be
   */
  public static GroupSettings of(String name) {
    return new GroupSettings(
        name,
        Start.earliest(),
        Optional.empty(),
        Duration.ZERO,
        DEFAULT_SESSION_TIMEOUT,
        DEFAULT_MAX_POLL_INTERVAL,
        AssignmentStrategy.COOPERATIVE_STICKY);
  }

  /**
   * Returns the same with another start of partitions that the group has not read yet.
   *
   * @param start where they begin
   * @return new settings
   */
  public GroupSettings withAutoOffsetReset(Start start) {
    return new GroupSettings(
        name, start, outOfRange, autoCommit, sessionTimeout, maxPollInterval, strategy);
  }

  /**
   * Returns the same with a place to go on when the log does not have the position any more.
   *
   * @param start where to go on; records between are skipped, or read again
   * @return new settings
   */
  public GroupSettings withOutOfRange(Start start) {
    return new GroupSettings(
        name,
        autoOffsetReset,
        Optional.of(start),
        autoCommit,
        sessionTimeout,
        maxPollInterval,
        strategy);
  }

  /**
   * Returns the same with commits by the polls.
   *
   * @param interval at least so long from one to the next; zero for never
   * @return new settings
   */
  public GroupSettings withAutoCommit(Duration interval) {
    return new GroupSettings(
        name, autoOffsetReset, outOfRange, interval, sessionTimeout, maxPollInterval, strategy);
  }

  /**
   * Returns the same with another session timeout.
   *
   * @param timeout 1 s to 10 min
   * @return new settings
   */
  public GroupSettings withSessionTimeout(Duration timeout) {
    return new GroupSettings(
        name, autoOffsetReset, outOfRange, autoCommit, timeout, maxPollInterval, strategy);
  }

  /**
   * Returns the same with another bound between two polls.
   *
   * @param interval above zero
   * @return new settings
   */
  public GroupSettings withMaxPollInterval(Duration interval) {
    return new GroupSettings(
        name, autoOffsetReset, outOfRange, autoCommit, sessionTimeout, interval, strategy);
  }

  /**
   * Returns the same with another strategy.
   *
   * @param choice of all members alike
   * @return new settings
   */
  public GroupSettings withStrategy(AssignmentStrategy choice) {
    return new GroupSettings(
        name, autoOffsetReset, outOfRange, autoCommit, sessionTimeout, maxPollInterval, choice);
  }

  /**
   * Checks a group's name.
   *
   * @throws InvalidSettingsException where it cannot be
   */
  static void requireName(String name) {
    final SettingsCheck check = new SettingsCheck();
    checkName(check, name);
    check.throwIfBad();
  }

  private static SettingsCheck checkName(SettingsCheck check, String name) {
    return check
        .length("group", name, 1, LONGEST_NAME)
        .that(
            name == null || name.chars().allMatch(NameRule::isAllowed),
            "group '" + name + "' has other characters than a-z, A-Z, 0-9, '.', '_' and '-'");
  }

  private static boolean isWithin(Duration sessionTimeout) {
    return sessionTimeout.compareTo(Duration.ofMillis(SHORTEST_SESSION_MS)) >= 0
        && sessionTimeout.compareTo(Duration.ofMillis(LONGEST_SESSION_MS)) <= 0;
  }
}
