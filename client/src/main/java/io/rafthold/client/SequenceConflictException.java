package io.rafthold.client;

/**
 * The partition holds other bytes under a sequence of this producer: two processes share a producer
 * id, or a defect.
 */
public final class SequenceConflictException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public SequenceConflictException(String message) {
    super(message, false, false, null);
  }
}
