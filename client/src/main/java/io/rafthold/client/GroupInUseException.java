package io.rafthold.client;

/** A consumer group has members, and what was asked for needs it to have none: stop them first. */
public final class GroupInUseException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the members and what to do
   */
  public GroupInUseException(String message) {
    super(message, true, false, null);
  }
}
