package io.rafthold.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds one field of a JSON object without building the object: the scan stops at the field. What
 * stands behind it is not looked at. For one thread.
 */
final class JsonField {
  private static final int HEX_DIGITS = 4;
  private static final int HEX = 16;

  private final String name;
  private final byte[] nameBytes;
  private byte[] json;
  private int at;

  /**
   * Looks for a field.
   *
   * @param name of the field, at the top of the object
   */
  JsonField(String name) {
    this.name = name;
    this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the field's value.
   *
   * @param object one JSON object in UTF-8
   * @return a string's content, the text of a number or of true and false, or null for JSON's null
   * @throws IllegalArgumentException where there is no such field, or no such object
   */
  byte[] of(byte[] object) {
    json = object;
    at = 0;
    skipSpace();
    expect('{');
    skipSpace();
    while (peek() == '"') {
      final byte[] key = readString();
      skipSpace();
      expect(':');
      skipSpace();
      if (Arrays.equals(key, nameBytes)) {
        return readScalar();
      }
      skipValue();
      skipSpace();
      if (peek() == ',') {
        at++;
        skipSpace();
      }
    }
    expect('}');
    throw new IllegalArgumentException("no field '" + name + "' in it");
  }

  private byte[] readScalar() {
    final int first = peek();
    if (first == '"') {
      return readString();
    }
    if (first == '{' || first == '[') {
      throw new IllegalArgumentException(
          "field '" + name + "' is no string, number, true or false; choose another");
    }
    final int start = at;
    skipLiteral();
    final byte[] literal = Arrays.copyOfRange(json, start, at);
    return Arrays.equals(literal, new byte[] {'n', 'u', 'l', 'l'}) ? null : literal;
  }

  private void skipValue() {
    int depth = 0;
    do {
      switch (peek()) {
        case '"' -> skipString();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case ',', ':', ' ', '\t', '\r' -> at++;
        default -> skipLiteral();
      }
    } while (depth > 0);
  }

  private void skipLiteral() {
    final int start = at;
    while (at < json.length && isOfLiteral(json[at])) {
      at++;
    }
    if (at == start) {
      throw notJson();
    }
  }

  private static boolean isOfLiteral(byte next) {
    return (next >= '0' && next <= '9')
        || (next >= 'a' && next <= 'z')
        || next == '-'
        || next == '+'
        || next == '.'
        || next == 'E';
  }

  private void skipString() {
    expect('"');
    while (peek() != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    at++;
  }

  private byte[] readString() {
    final int start = at + 1;
    skipString();
    final int end = at - 1;
    for (int i = start; i < end; i++) {
      if (json[i] == '\\') {
        return unescaped(start, end);
      }
    }
    return Arrays.copyOfRange(json, start, end);
  }

  private byte[] unescaped(int start, int end) {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
    final StringBuilder escapes = new StringBuilder();
    int i = start;
    while (i < end) {
      if (json[i] != '\\') {
        bytes.write(json[i]);
        i++;
        continue;
      }
      // Surrogates come in pairs of escapes, so a run of them is decoded together.
      escapes.setLength(0);
      while (i < end && json[i] == '\\') {
        i = unescape(i + 1, escapes);
      }
      bytes.writeBytes(escapes.toString().getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private int unescape(int position, StringBuilder into) {
    switch (json[position]) {
      case 'n' -> into.append('\n');
      case 't' -> into.append('\t');
      case 'r' -> into.append('\r');
      case 'b' -> into.append('\b');
      case 'f' -> into.append('\f');
      case '"', '\\', '/' -> into.append((char) json[position]);
      case 'u' -> {
        into.append((char) hex(position + 1));
        return position + 1 + HEX_DIGITS;
      }
      default -> throw notJson();
    }
    return position + 1;
  }

  private int hex(int position) {
    int value = 0;
    for (int i = position; i < position + HEX_DIGITS; i++) {
      final int digit = i < json.length ? Character.digit(json[i], HEX) : -1;
      if (digit < 0) {
        throw notJson();
      }
      value = value * HEX + digit;
    }
    return value;
  }

  private void skipSpace() {
    while (at < json.length && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r')) {
      at++;
    }
  }

  private int peek() {
    if (at >= json.length) {
      throw notJson();
    }
    return json[at];
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw notJson();
    }
    at++;
  }

  private IllegalArgumentException notJson() {
    return new IllegalArgumentException(
        "not a JSON object (from byte " + Math.min(at + 1, json.length) + " on)");
  }
}
