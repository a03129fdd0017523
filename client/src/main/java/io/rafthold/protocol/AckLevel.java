package io.rafthold.protocol;

/** When a record counts as acknowledged. */
public enum AckLevel {
  /** A majority has it in its mapped log: survives process crashes, and a minority's power loss. */
  QUORUM("quorum"),
  /** A majority has flushed it to disk: survives the power loss of all machines. */
  QUORUM_SYNC("quorum-sync");

  private final String label;

  AckLevel(String label) {
    this.label = label;
  }

  /**
   * Returns the name users write.
   *
   * @return {@code quorum} or {@code quorum-sync}
   */
  public String label() {
    return label;
  }

  /**
   * Returns the level with the given label.
   *
   * @param label as users write it
   * @return the level
   * @throws IllegalArgumentException where there is none, naming the value and the choices
   */
  public static AckLevel ofLabel(String label) {
    for (final AckLevel level : values()) {
      if (level.label.equals(label)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "ack level '" + label + "' is not known: use quorum or quorum-sync");
  }
}
