package io.rafthold.sim.invariant;

/** Something that must never be, was. */
public final class InvariantViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the invariant and what broke it.
   *
   * @param invariant its class
   * @param message with the values
   */
  public InvariantViolation(Class<?> invariant, String message) {
    super(invariant.getSimpleName() + ": " + message);
  }
}
