package io.rafthold.protocol;

/** What topics and consumer groups may be called. Stateless. */
public final class NameRule {
  /** Longest name, in characters; all of them are ASCII, so in bytes too. */
  public static final int MAX_LENGTH = 249;

  private NameRule() {}

  /**
   * Tells whether a name will do.
   *
   * @param name from anywhere, not null
   * @return true for 1 to {@link #MAX_LENGTH} characters that are each {@link #isAllowed}
   */
  public static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isAllowed(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Tells whether a character may be in a name.
   *
   * @param c from anywhere
   * @return true for letters a to z and A to Z, digits, '.', '_' and '-'
   */
  public static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
