package io.rafthold.cli;

import java.util.Arrays;

/**
 * A line of input as a record.
 *
 * @param key null for a record without one
 * @param value the line, or what of it is not the key
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on once, and never compared.
record KeyedLine(byte[] key, byte[] value) {
  /** Finds the key of a line. */
  @FunctionalInterface
  interface Splitter {
    /**
     * Splits a line.
     *
     * @param line without its end
     * @throws IllegalArgumentException where there is no key in it, saying why
     */
    KeyedLine split(byte[] line);
  }

  /** Takes the whole line as the value, without a key. */
  static Splitter withoutKey() {
    return line -> new KeyedLine(null, line);
  }

  /** Takes what is before the first separator as the key, and what is behind it as the value. */
  static Splitter separatedBy(byte[] separator, String shown) {
    return line -> {
      final int at = indexOf(line, separator);
      if (at < 0) {
        throw new IllegalArgumentException("no key separator '" + shown + "' in it");
      }
      return new KeyedLine(
          Arrays.copyOf(line, at), Arrays.copyOfRange(line, at + separator.length, line.length));
    };
  }

  /** Takes a field of the JSON object on the line as the key, and the whole line as the value. */
  static Splitter jsonField(String name) {
    final JsonField field = new JsonField(name);
    return line -> new KeyedLine(field.of(line), line);
  }

  private static int indexOf(byte[] line, byte[] separator) {
    for (int i = 0; i <= line.length - separator.length; i++) {
      if (Arrays.equals(line, i, i + separator.length, separator, 0, separator.length)) {
        return i;
      }
    }
    return -1;
  }
}
