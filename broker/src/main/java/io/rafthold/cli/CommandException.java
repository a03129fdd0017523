package io.rafthold.cli;

/** A command cannot do what it was asked; one line says why, and what to do. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * Says why.
   *
   * @param exitCode one of {@link ExitCodes}
   * @param message one line, with the value and the remedy
   */
  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /**
   * Returns how the process ends.
   *
   * @return one of {@link ExitCodes}
   */
  public int exitCode() {
    return exitCode;
  }
}
