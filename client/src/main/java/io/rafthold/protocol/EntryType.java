package io.rafthold.protocol;

/** What an entry of a Raft log holds. */
public enum EntryType {
  /** Records of producers; the only type that consumes offsets. */
  DATA(0),
  /** The empty entry that a leader appends at the start of its term (dissertation 6.4). */
  NO_OP(1),
  /** A change of the group's members: one SBE message with its header. */
  MEMBERSHIP(2),
  /** What a consumer group's cursor is from there on: one SBE message with its header. */
  CURSOR(3),
  /** A command of group 0: one SBE message with its header as the body. */
  METADATA(4);

  private final int code;

  EntryType(int code) {
    this.code = code;
  }

  /**
   * Returns the type with the given stored code.
   *
   * @param code as stored, 0 to 15
   * @return the type, or null where this version knows none
   */
  public static EntryType ofCode(int code) {
    return switch (code) {
      case 0 -> DATA;
      case 1 -> NO_OP;
      case 2 -> MEMBERSHIP;
      case 3 -> CURSOR;
      case 4 -> METADATA;
      default -> null;
    };
  }

  /**
   * Returns the stored code.
   *
   * @return 0 to 15
   */
  public int code() {
    return code;
  }
}
