package io.rafthold.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchInflater;
import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.RecordReader;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A checked batch on its way from the core's thread to a consumer's. */
final class FetchedBatch {
  private final RecordReader reader = new RecordReader();
  private final Subscription subscription;
  private final UnsafeBuffer buffer;
  private final int length;
  private final long fromOffset;
  private final long untilOffset;

  /** A batch waits as it came, so that what waits is no more than the broker had credit for. */
  private boolean isOpen;

  /**
   * Copies a batch.
   *
   * @param fromOffset records before it were delivered already
   * @param untilOffset records from it on are not wanted
   */
  FetchedBatch(
      Subscription subscription,
      DirectBuffer source,
      int position,
      int length,
      long fromOffset,
      long untilOffset) {
    final byte[] copy = new byte[length];
    source.getBytes(position, copy);
    this.subscription = subscription;
    this.buffer = new UnsafeBuffer(copy);
    this.length = length;
    this.fromOffset = fromOffset;
    this.untilOffset = untilOffset;
  }

  Subscription subscription() {
    return subscription;
  }

  /** Returns its length as it came. */
  int length() {
    return length;
  }

  /** Returns the offset behind the batch. */
  long nextOffset() {
    return Math.min(untilOffset, Batch.nextOffset(buffer, 0));
  }

  /**
   * Decodes the next record that is wanted.
   *
   * @param inflater of the consumer, used where the batch is compressed
   * @return null behind the last one
   * @throws io.rafthold.protocol.MalformedException where the records are not what they claim to be
   * @throws io.rafthold.protocol.MissingLibraryException where they cannot be decompressed here
   */
  <K, V> ConsumerRecord<K, V> next(Codec<K> keyCodec, Codec<V> valueCodec, BatchInflater inflater) {
    if (!isOpen) {
      open(inflater);
    }
    while (reader.next()) {
      if (reader.offset() >= fromOffset && reader.offset() < untilOffset) {
        final TopicPartition partition = subscription.partition();
        return new ConsumerRecord<>(
            partition.topic(),
            partition.partition(),
            reader.offset(),
            Batch.timestampNs(buffer, 0),
            decode(keyCodec, reader.keyPosition(), reader.keyLength()),
            decode(valueCodec, reader.valuePosition(), reader.valueLength()),
            headers());
      }
    }
    return null;
  }

  /** Its own copy again, since what a codec makes may go on looking into it. */
  private void open(BatchInflater inflater) {
    if (Batch.isCompressed(buffer, 0)) {
      final UnsafeBuffer plain = inflater.inflate(buffer, 0);
      final byte[] copy = new byte[Batch.length(plain, 0)];
      plain.getBytes(0, copy);
      buffer.wrap(copy);
    }
    reader.wrap(buffer, 0);
    isOpen = true;
  }

  private <T> T decode(Codec<T> codec, int position, int length) {
    return length == RecordFormat.NULL_LENGTH ? null : codec.decode(buffer, position, length);
  }

  private List<Header> headers() {
    if (reader.headerCount() == 0) {
      return List.of();
    }
    final List<Header> headers = new ArrayList<>();
    while (reader.nextHeader()) {
      final String name =
          new String(bytes(reader.headerNamePosition(), reader.headerNameLength()), UTF_8);
      headers.add(
          new Header(name, bytes(reader.headerValuePosition(), reader.headerValueLength())));
    }
    return List.copyOf(headers);
  }

  private byte[] bytes(int position, int length) {
    if (length == RecordFormat.NULL_LENGTH) {
      return null;
    }
    final byte[] bytes = new byte[length];
    buffer.getBytes(position, bytes);
    return bytes;
  }
}
