package io.rafthold.cli;

import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prints records by a pattern such as {@code '%p %o %t %k %v\n'}. */
final class RecordPattern implements RecordPrinter {
  /** What a pattern may hold, for the help. */
  static final String WORDS =
      "%%T topic, %%p partition, %%o offset, %%t timestamp in epoch milliseconds, %%k key,"
          + " %%v value, %%h headers, %%%% percent, \\n, \\t, \\\\";

  private final List<RecordPrinter> parts = new ArrayList<>();

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException where it holds what is not known, naming it
   */
  RecordPattern(String pattern) {
    final ByteArrayOutputStream text = new ByteArrayOutputStream();
    int i = 0;
    while (i < pattern.length()) {
      final int first = pattern.codePointAt(i);
      i += Character.charCount(first);
      if (first != '%' && first != '\\') {
        text.writeBytes(Character.toString(first).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      if (i == pattern.length()) {
        throw new IllegalArgumentException(
            "ends with a lone " + (char) first + "; double it to print it");
      }
      final char letter = pattern.charAt(i);
      i++;
      if (first == '\\') {
        text.write(escaped(letter));
      } else if (letter == '%') {
        text.write('%');
      } else {
        addText(text);
        parts.add(field(letter));
      }
    }
    addText(text);
  }

  @Override
  public void print(ConsumerRecord<byte[], byte[]> record, OutputStream out) throws IOException {
    for (final RecordPrinter part : parts) {
      part.print(record, out);
    }
  }

  private void addText(ByteArrayOutputStream text) {
    if (text.size() > 0) {
      final byte[] bytes = text.toByteArray();
      parts.add((record, out) -> out.write(bytes));
      text.reset();
    }
  }

  private static char escaped(char letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '0' -> '\0';
      case '\\' -> '\\';
      default ->
          throw new IllegalArgumentException("\\" + letter + " is not known; use \\n, \\t or \\\\");
    };
  }

  private static RecordPrinter field(char letter) {
    return switch (letter) {
      case 'T' -> (record, out) -> write(out, record.topic());
      case 'p' -> (record, out) -> write(out, Integer.toString(record.partition()));
      case 'o' -> (record, out) -> write(out, Long.toString(record.offset()));
      case 't' ->
          (record, out) ->
              write(out, Long.toString(TimeUnit.NANOSECONDS.toMillis(record.timestampNs())));
      case 'k' -> (record, out) -> write(out, record.key());
      case 'v' -> (record, out) -> write(out, record.value());
      case 'h' -> (record, out) -> writeHeaders(out, record.headers());
      default ->
          throw new IllegalArgumentException(
              "%" + letter + " is not known; use %T, %p, %o, %t, %k, %v, %h or %%");
    };
  }

  private static void writeHeaders(OutputStream out, List<Header> headers) throws IOException {
    for (int i = 0; i < headers.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      write(out, headers.get(i).name());
      out.write('=');
      write(out, headers.get(i).value());
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(OutputStream out, byte[] bytes) throws IOException {
    if (bytes != null) {
      out.write(bytes);
    }
  }
}
