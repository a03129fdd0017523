package io.rafthold.client;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.RecordReader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Walks the records of one batch where it lies. Reusable; allocates nothing; not thread-safe. It is
 * the view of the record that it stands on.
 */
public final class BatchRecords implements RecordView {
  /** What a buffer is filled with that a handler must not look at any more. */
  static final byte POISON = (byte) 0xDB;

  private final RecordReader reader = new RecordReader();
  private DirectBuffer buffer;
  private long timestampNs;

  /** Makes a walk over nothing. */
  public BatchRecords() {}

  /**
   * Starts before the first record of a batch.
   *
   * @param source readable until the walk ends
   * @param position of the batch's first byte; its frame must have been found sound
   * @return this
   */
  public BatchRecords wrap(DirectBuffer source, int position) {
    buffer = source;
    timestampNs = Batch.timestampNs(source, position);
    reader.wrap(source, position);
    return this;
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
    target.setMemory(reader.recordPosition(), reader.recordLength(), POISON);
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
