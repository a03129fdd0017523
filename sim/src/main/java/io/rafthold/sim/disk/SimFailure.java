package io.rafthold.sim.disk;

/** Ends a broker in the middle of what it does: its process dies, or its machine loses power. */
public final class SimFailure extends Error {
  private static final long serialVersionUID = 1L;

  private final boolean losesPower;

  /**
   * Names the kind.
   *
   * @param losesPower whether the machine stops, and not the process alone
   */
  public SimFailure(boolean losesPower) {
    super(
        losesPower ? "power lost in a disk operation" : "killed in a disk operation",
        null,
        false,
        false);
    this.losesPower = losesPower;
  }

  /** Tells whether the machine stopped. */
  public boolean losesPower() {
    return losesPower;
  }
}
