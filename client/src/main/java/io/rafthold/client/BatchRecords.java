package io.rafthold.client;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchInflater;
import io.rafthold.protocol.MissingLibraryException;
import io.rafthold.protocol.RecordReader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks the records of one batch where it lies, or where it was decompressed to. Reusable;
 * allocates nothing once it has met the largest batch; not thread-safe. It is the view of the
 * record that it stands on.
 */
public final class BatchRecords implements RecordView {
  /** What a buffer is filled with that a handler must not look at any more. */
  static final byte POISON = (byte) 0xDB;

  private final RecordReader reader = new RecordReader();
  private DirectBuffer buffer;
  private long timestampNs;

  /** Made with the first compressed batch. */
  private BatchInflater inflater;

  /** What the walk is over where the batch is compressed, else null. */
  private UnsafeBuffer inflated;

  /** Makes a walk over nothing. */
  public BatchRecords() {}

  /**
   * Starts before the first record of a batch.
   *
   * @param source readable until the walk ends
   * @param position of the batch's first byte; its frame must have been found sound
   * @return this
   * @throws io.rafthold.protocol.MalformedException where it is compressed, and not what it claims
   *     to be
   * @throws UnsupportedCompressionException where its compression's library is not there
   */
  public BatchRecords wrap(DirectBuffer source, int position) {
    final boolean isCompressed = Batch.isCompressed(source, position);
    inflated = isCompressed ? inflate(source, position) : null;
    buffer = isCompressed ? inflated : source;
    timestampNs = Batch.timestampNs(source, position);
    reader.wrap(buffer, isCompressed ? 0 : position);
    return this;
  }

  private UnsafeBuffer inflate(DirectBuffer source, int position) {
    try {
      if (inflater == null) {
        inflater = new BatchInflater();
      }
      return inflater.inflate(source, position);
    } catch (final MissingLibraryException e) {
      throw new UnsupportedCompressionException(e.getMessage(), e);
    }
  }

  /**
   * Steps to the next record.
   *
   * @return false behind the last one
   * @throws io.rafthold.protocol.MalformedException where the records are not what they claim to be
   */
  public boolean next() {
    return reader.next();
  }

  /** Goes back before the record's first header, so that it can be given once more. */
  public void restartHeaders() {
    reader.restartHeaders();
  }

  /**
   * Overwrites the record that this stands on, so that whoever still looks at it notices.
   *
   * @param target the batch's buffer
   */
  public void poison(MutableDirectBuffer target) {
    final MutableDirectBuffer seen = inflated == null ? target : inflated;
    seen.setMemory(reader.recordPosition(), reader.recordLength(), POISON);
  }

  @Override
  public long offset() {
    return reader.offset();
  }

  @Override
  public long timestampNs() {
    return timestampNs;
  }

  @Override
  public DirectBuffer buffer() {
    return buffer;
  }

  @Override
  public int keyPosition() {
    return reader.keyPosition();
  }

  @Override
  public int keyLength() {
    return reader.keyLength();
  }

  @Override
  public int valuePosition() {
    return reader.valuePosition();
  }

  @Override
  public int valueLength() {
    return reader.valueLength();
  }

  @Override
  public int headerCount() {
    return reader.headerCount();
  }

  @Override
  public boolean nextHeader() {
    return reader.nextHeader();
  }

  @Override
  public int headerNamePosition() {
    return reader.headerNamePosition();
  }

  @Override
  public int headerNameLength() {
    return reader.headerNameLength();
  }

  @Override
  public int headerValuePosition() {
    return reader.headerValuePosition();
  }

  @Override
  public int headerValueLength() {
    return reader.headerValueLength();
  }
}
