package io.rafthold.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.protocol.Murmur2;
import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.RecordWriter;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Where a user's thread encodes a record before it takes the lock of a partition. */
final class RecordScratch {
  /** A scratch that a huge value has blown up beyond this is not kept. */
  private static final int MAX_KEPT_BYTES = 4 * 1024 * 1024;

  private static final int INITIAL_BYTES = 4096;
  private static final ThreadLocal<RecordScratch> OF_THREAD =
      ThreadLocal.withInitial(RecordScratch::new);

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(INITIAL_BYTES);
  private final RecordWriter writer = new RecordWriter();
  private int keyPosition;
  private int keyLength;

  static RecordScratch ofThread() {
    final RecordScratch scratch = OF_THREAD.get();
    if (scratch.buffer.capacity() > MAX_KEPT_BYTES) {
      OF_THREAD.remove();
      return OF_THREAD.get();
    }
    return scratch;
  }

  /** Encodes a record at position 0; returns its length. */
  <K, V> int encode(ProducerRecord<K, V> record, Codec<K> keyCodec, Codec<V> valueCodec) {
    writer.wrap(buffer, 0);
    keyPosition = writer.contentPosition();
    keyLength = encode(record.key(), keyCodec, keyPosition);
    writer.endKey(keyLength);
    writer.endValue(encode(record.value(), valueCodec, writer.contentPosition()));
    final List<Header> headers = record.headers();
    for (int i = 0; i < headers.size(); i++) {
      writer.header(headers.get(i).name().getBytes(UTF_8), headers.get(i).value());
    }
    return writer.end();
  }

  /** Tells whether the record has a key. */
  boolean hasKey() {
    return keyLength != RecordFormat.NULL_LENGTH;
  }

  int partitionOfKey(int partitions) {
    return Murmur2.partition(buffer, keyPosition, keyLength, partitions);
  }

  DirectBuffer buffer() {
    return buffer;
  }

  private <T> int encode(T value, Codec<T> codec, int position) {
    return value == null ? RecordFormat.NULL_LENGTH : codec.encode(value, buffer, position);
  }
}
