package io.rafthold.partition;

/** What a consumer group may be called: as topics are. Stateless. */
public final class ConsumerGroupName {
  /** Longest name, in characters; all of them are ASCII, so in bytes too. */
  public static final int MAX_LENGTH = 249;

  private ConsumerGroupName() {}

  /**
   * Tells whether a name will do.
   *
   * @param name from anywhere, not null
   * @return true for 1 to {@link #MAX_LENGTH} letters a to z and A to Z, digits, '.', '_' and '-'
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

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
