package io.rafthold.client;

import org.agrona.DirectBuffer;

/**
 * Appends records to one partition, on the caller's thread, and allocates nothing in the steady
 * state. What it took is sent by the client's duty cycle, batched by itself, idempotently, in
 * order; {@link #pollAcks} runs a cycle and tells what became of it.
 *
 * <p>A ticket, from 0, numbers the records that were taken. Where a call cannot take a record, it
 * returns one of the codes below instead, which are Aeron's as far as Aeron has one: idle, poll the
 * acks, and offer again.
 *
 * <p>Its client has {@link ClientThreading#INVOKER}; client, appenders and tailers are used by one
 * thread, which owns the idling.
 */
public interface Appender extends AutoCloseable {
  /** No leader of the partition is connected for now. */
  long NOT_CONNECTED = -1;

  /** The buffer is full: records wait for acknowledgement, or acknowledgements to be polled. */
  long BACK_PRESSURED = -2;

  /** The client is introducing itself to the cluster: offer again. */
  long ADMIN_ACTION = -3;

  /** The appender, or its client, is closed. */
  long CLOSED = -4;

  /** Aeron's; never returned, since a partition's offsets do not run out. */
  long MAX_POSITION_EXCEEDED = -5;

  /** The record is larger than settings or brokers allow: it will never be taken. */
  long RECORD_TOO_LARGE = -101;

  /**
   * Takes a record without a key.
   *
   * @param value the caller's again after the call
   * @param position of its first byte
   * @param length in bytes
   * @return a ticket, or one of the codes
   */
  long offer(DirectBuffer value, int position, int length);

  /**
   * Takes a record.
   *
   * @param key the caller's again after the call
   * @param keyPosition of its first byte
   * @param keyLength in bytes, -1 for null
   * @param value the caller's again after the call
   * @param valuePosition of its first byte
   * @param valueLength in bytes, -1 for null
   * @return a ticket, or one of the codes
   */
  long offer(
      DirectBuffer key,
      int keyPosition,
      int keyLength,
      DirectBuffer value,
      int valuePosition,
      int valueLength);

  /**
   * Claims room for a record, to be written in place. One claim may be open at a time.
   *
   * @param keyLength in bytes, -1 for null
   * @param valueLength in bytes, -1 for null
   * @param claim to be committed or aborted, where this returns 0
   * @return 0, or one of the codes
   * @throws IllegalStateException while another claim is open
   */
  long tryClaim(int keyLength, int valueLength, AppendClaim claim);

  /**
   * Runs a duty cycle of the client, and tells what became of records.
   *
   * @param handler called on this thread, in the order in which the answers came
   * @param limit the most batches to tell of
   * @return of how many it was told
   */
  int pollAcks(AckHandler handler, int limit);

  /** Returns how many records were taken of which nothing was told yet. */
  long outstanding();

  /**
   * Closes at once: what is not acknowledged fails, and is told by {@link #pollAcks} still. Poll
   * until nothing is {@link #outstanding} before, to wait for it. Idempotent.
   */
  @Override
  void close();
}
