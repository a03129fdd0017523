package io.rafthold.cli;

import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * Prints each record as a JSON object on a line. Bytes that are no UTF-8 are written in base 64,
 * under a name that says so: {@code valueBase64}.
 */
final class RecordJson implements RecordPrinter {
  @Override
  public void print(ConsumerRecord<byte[], byte[]> record, OutputStream out) throws IOException {
    final JsonWriter json =
        new JsonWriter()
            .beginObject()
            .field("topic", record.topic())
            .field("partition", record.partition())
            .field("offset", record.offset())
            .field("timestampMs", TimeUnit.NANOSECONDS.toMillis(record.timestampNs()));
    write(json, "key", record.key());
    write(json, "value", record.value());
    json.beginArray("headers");
    for (final Header header : record.headers()) {
      json.beginObject().field("name", header.name());
      write(json, "value", header.value());
      json.endObject();
    }
    json.endArray().endObject();
    out.write(json.toString().getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  private static void write(JsonWriter json, String name, byte[] bytes) {
    if (bytes == null) {
      json.field(name, null);
      return;
    }
    try {
      json.field(
          name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (final CharacterCodingException binary) {
      json.field(name + "Base64", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
