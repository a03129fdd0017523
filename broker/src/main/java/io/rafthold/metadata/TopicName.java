package io.rafthold.metadata;

import io.rafthold.protocol.NameRule;

/** What a topic may be called. Stateless. */
public final class TopicName {
  /** Longest name, in characters; all of them are ASCII, so in bytes too. */
  public static final int MAX_LENGTH = NameRule.MAX_LENGTH;

  private static final int SHOWN_LENGTH = 40;

  private TopicName() {}

  /**
   * Tells what is wrong with a name.
   *
   * @param name of a topic, from anywhere; may be null
   * @return null where the name is good, else the reason with the value and what would do
   */
  public static String error(String name) {
    if (name == null || name.isEmpty()) {
      return "the topic name is empty: give 1 to " + MAX_LENGTH + " characters";
    }
    if (name.length() > MAX_LENGTH) {
      return "the topic name "
          + quoted(name)
          + " has "
          + name.length()
          + " characters: use at most "
          + MAX_LENGTH;
    }
    if (name.equals(".") || name.equals("..")) {
      return "the topic name " + quoted(name) + " is reserved: use any other";
    }
    for (int i = 0; i < name.length(); i++) {
      if (!NameRule.isAllowed(name.charAt(i))) {
        return "the topic name "
            + quoted(name)
            + " has a character that is not allowed, "
            + shown(name.charAt(i))
            + " at place "
            + (i + 1)
            + ": use letters a to z and A to Z, digits, '.', '_' and '-'";
      }
    }
    return null;
  }

  /** Quotes a name for a message: bounded, and without control characters. */
  static String quoted(String name) {
    final StringBuilder text = new StringBuilder(SHOWN_LENGTH + 5).append('\'');
    for (int i = 0; i < Math.min(name.length(), SHOWN_LENGTH); i++) {
      final char c = name.charAt(i);
      text.append(isPrintable(c) ? c : '?');
    }
    if (name.length() > SHOWN_LENGTH) {
      text.append("...");
    }
    return text.append('\'').toString();
  }

  private static String shown(char c) {
    return isPrintable(c) ? "'" + c + "'" : String.format("U+%04X", (int) c);
  }

  private static boolean isPrintable(char c) {
    return c >= ' ' && c < 0x7F;
  }
}
