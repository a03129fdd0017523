package io.rafthold.metadata;

/**
 * A committed entry of group 0 that this broker does not understand. Skipping it would let this
 * broker's metadata part from the others', so it is fatal for the replica.
 */
public class MetadataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong with the entry.
   *
   * @param message names the value and what to do
   */
  public MetadataException(String message) {
    super(message);
  }
}
