package io.rafthold.client;

/** A poll was ended by {@link Consumer#wakeup}. No record is lost: polling again goes on. */
public final class WakeupException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  WakeupException() {
    super(
        "the poll was woken up by wakeup(): poll again, or close the consumer", true, false, null);
  }
}
