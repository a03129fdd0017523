package io.rafthold.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with settings, so that all of it is reported at once. */
final class SettingsCheck {
  private static final Duration LONGEST = Duration.ofDays(365);

  private final List<String> problems = new ArrayList<>();

  /**
   * Checks a duration.
   *
   * @param name of the setting
   * @param value to be above zero and at most a year
   * @return this
   */
  public SettingsCheck positive(String name, Duration value) {
    return that(
        isPositive(value), name + " " + value + " is not above zero and at most " + LONGEST);
  }

  /**
   * Returns a duration in nanoseconds.
   *
   * @param value as checked by {@link #positive}
   * @return nanoseconds; 0 where the check failed
   */
  public long nanosOf(Duration value) {
    return isPositive(value) ? value.toNanos() : 0;
  }

  /**
   * Checks a number.
   *
   * @param name of the setting
   * @param value to be within both bounds
   * @param least allowed
   * @param most allowed
   * @return this
   */
  public SettingsCheck within(String name, long value, long least, long most) {
    return that(
        value >= least && value <= most,
        name + " " + value + " is not within " + least + " and " + most);
  }

  /**
   * Checks the length of a text.
   *
   * @param name of the setting
   * @param value not null
   * @param least characters
   * @param most characters
   * @return this
   */
  public SettingsCheck length(String name, String value, int least, int most) {
    return that(
        value != null && value.length() >= least && value.length() <= most,
        name + " '" + value + "' has not " + least + " to " + most + " characters");
  }

  /**
   * Checks that there is a value.
   *
   * @param name of the setting
   * @param value not null
   * @return this
   */
  public SettingsCheck notNull(String name, Object value) {
    return that(value != null, name + " is missing");
  }

  /**
   * Notes a problem unless a condition holds.
   *
   * @param holds the condition
   * @param problem with the value and what to do
   * @return this
   */
  public SettingsCheck that(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
    return this;
  }

  /**
   * Ends the check.
   *
   * @throws InvalidSettingsException naming all problems, where there is one
   */
  public void throwIfBad() {
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  private static boolean isPositive(Duration value) {
    return value != null && !value.isNegative() && !value.isZero() && value.compareTo(LONGEST) <= 0;
  }
}
