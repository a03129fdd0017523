package io.rafthold.client;

/** A record is larger than the limit. It was not sent. */
public final class RecordTooLargeException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /** Encoded size of the record. */
  private final long recordBytes;

  /** The limit it is above. */
  private final long limitBytes;

  /**
   * Names both sizes.
   *
   * @param recordBytes encoded size of the record
   * @param limitBytes the limit it is above
   */
  public RecordTooLargeException(long recordBytes, long limitBytes) {
    super(
        "a record of "
            + recordBytes
            + " bytes is above the limit of "
            + limitBytes
            + " bytes: split it, or raise the limit at the brokers and the producer",
        false,
        false,
        null);
    this.recordBytes = recordBytes;
    this.limitBytes = limitBytes;
  }

  /**
   * Returns the encoded size of the record.
   *
   * @return bytes
   */
  public long recordBytes() {
    return recordBytes;
  }

  /**
   * Returns the limit that the record is above.
   *
   * @return bytes
   */
  public long limitBytes() {
    return limitBytes;
  }
}
