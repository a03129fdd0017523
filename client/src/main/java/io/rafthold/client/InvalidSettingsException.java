package io.rafthold.client;

import java.util.List;

/** Settings that do not hold. All that is wrong is named at once. */
public final class InvalidSettingsException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /** One sentence for each. */
  private final transient List<String> problems;

  /**
   * Names all that is wrong.
   *
   * @param problems one sentence for each, with the value and what to do
   */
  public InvalidSettingsException(List<String> problems) {
    super(problems.size() + " bad settings: " + String.join("; ", problems), false, false, null);
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns all that is wrong.
   *
   * @return one sentence for each
   */
  public List<String> problems() {
    return problems;
  }
}
