package io.rafthold.bench.rig;

/**
 * A turn that a system lost: a message failed, came out of turn or did not come at all, or the
 * system did not start. What it was to measure from then on is missing.
 *
 * @param system its name
 * @param round from 1
 * @param reason what went wrong
 */
public record Failure(String system, int round, String reason) {
  /** Returns it as one line of JSON. */
  public String json() {
    return new JsonLine()
        .field("system", system)
        .field("round", round)
        .field("failure", reason)
        .end();
  }

  /** Returns it as one line for people, without what stands below the first line of the reason. */
  public String line() {
    return "FAILED: "
        + system
        + " in round "
        + round
        + ": "
        + reason.lines().findFirst().orElse("");
  }

  @Override
  public String toString() {
    return "FAILED: " + system + " in round " + round + ": " + reason;
  }
}
