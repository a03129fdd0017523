package io.rafthold.bench.rig;

import java.util.Locale;

/** One JSON object on one line, field by field. */
final class JsonLine {
  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder text = new StringBuilder("{");

  JsonLine field(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  JsonLine field(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  /** Three decimals: no figure here is better than that. */
  JsonLine field(String name, double value) {
    name(name);
    text.append(String.format(Locale.ROOT, "%.3f", value));
    return this;
  }

  /** Adds an object that is complete. */
  JsonLine object(String name, String json) {
    name(name);
    text.append(json);
    return this;
  }

  private void name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    text.append(':');
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      final char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < FIRST_PRINTABLE) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  String end() {
    return text + "}";
  }
}
