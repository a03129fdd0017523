package io.rafthold.client;

/** A record, or a batch of several, is larger than the limit. It was not sent. */
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
    this(
        "a record of "
            + recordBytes
            + " bytes is above the limit of "
            + limitBytes
            + " bytes: split it, or raise the limit at the brokers and the producer",
        recordBytes,
        limitBytes);
  }

  private RecordTooLargeException(String message, long recordBytes, long limitBytes) {
    super(message, false, false, null);
    this.recordBytes = recordBytes;
    this.limitBytes = limitBytes;
  }

  /** Names a batch of several records, and a limit that was not known when it was built. */
  static RecordTooLargeException ofBatch(int records, long batchBytes, long limitBytes) {
    return new RecordTooLargeException(
        "a batch of "
            + records
            + " records and "
            + batchBytes
            + " bytes is above the limit of "
            + limitBytes
            + " bytes that the brokers take: send fewer at once, set record.max.bytes alike at all"
            + " brokers, or the producer's maxBatchBytes to at most this limit",
        batchBytes,
        limitBytes);
  }

  /**
   * Returns the encoded size of the record, or of the batch.
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
