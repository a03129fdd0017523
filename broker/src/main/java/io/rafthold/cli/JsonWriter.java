package io.rafthold.cli;

/** Writes one JSON document, member by member, in the order of the calls. */
final class JsonWriter {
  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder text = new StringBuilder();
  private boolean needsComma;

  JsonWriter beginObject() {
    separate();
    text.append('{');
    needsComma = false;
    return this;
  }

  JsonWriter endObject() {
    text.append('}');
    needsComma = true;
    return this;
  }

  JsonWriter beginArray(String name) {
    name(name);
    text.append('[');
    needsComma = false;
    return this;
  }

  JsonWriter beginObject(String name) {
    name(name);
    text.append('{');
    needsComma = false;
    return this;
  }

  JsonWriter endArray() {
    text.append(']');
    needsComma = true;
    return this;
  }

  JsonWriter field(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  JsonWriter field(String name, double value) {
    name(name);
    text.append(value);
    return this;
  }

  JsonWriter field(String name, boolean value) {
    name(name);
    text.append(value);
    return this;
  }

  /** Writes text, or null. */
  JsonWriter field(String name, String value) {
    name(name);
    if (value == null) {
      text.append("null");
    } else {
      quote(value);
    }
    return this;
  }

  /** Writes a number, or null where it is negative: what nobody knows. */
  JsonWriter knownField(String name, long value) {
    return value < 0 ? field(name, null) : field(name, value);
  }

  /** Writes a number as an element of an array. */
  JsonWriter element(long value) {
    separate();
    text.append(value);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void name(String name) {
    separate();
    quote(name);
    text.append(':');
  }

  private void separate() {
    if (needsComma) {
      text.append(',');
    }
    needsComma = true;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      final char next = value.charAt(i);
      switch (next) {
        case '"', '\\' -> text.append('\\').append(next);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (next < FIRST_PRINTABLE) {
            text.append(String.format("\\u%04x", (int) next));
          } else {
            text.append(next);
          }
        }
      }
    }
    text.append('"');
  }
}
