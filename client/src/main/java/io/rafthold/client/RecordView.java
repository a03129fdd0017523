package io.rafthold.client;

import org.agrona.DirectBuffer;

/**
 * A record where it lies, for handlers of the zero-allocation layer. The view and its buffer are
 * valid until the handler returns, and belong to whoever called it: what is kept must be copied.
 */
public interface RecordView {
  /** Returns the record's place in its partition, from 0, without gaps. */
  long offset();

  /** Returns the leader's clock when the record was appended, epoch nanoseconds. */
  long timestampNs();

  /** Returns what holds key, value and headers. */
  DirectBuffer buffer();

  /** Returns where the key starts. */
  int keyPosition();

  /** Returns the key's length in bytes, -1 for null. */
  int keyLength();

  /** Returns where the value starts. */
  int valuePosition();

  /** Returns the value's length in bytes, -1 for null. */
  int valueLength();

  /** Returns the number of headers. */
  int headerCount();

  /**
   * Steps to the record's next header, from before the first one.
   *
   * @return false behind the last one
   * @throws io.rafthold.protocol.MalformedException where the headers are not what they claim to be
   */
  boolean nextHeader();

  /** Returns where the current header's name starts; UTF-8. */
  int headerNamePosition();

  /** Returns the length of the current header's name in bytes. */
  int headerNameLength();

  /** Returns where the current header's value starts. */
  int headerValuePosition();

  /** Returns the length of the current header's value in bytes, -1 for null. */
  int headerValueLength();
}
