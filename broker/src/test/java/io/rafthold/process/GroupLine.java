package io.rafthold.process;

/**
 * One line of the file in which a member of a group writes down what it does. A range of offsets
 * has two: one when it is processed, and one that says what became of its commit.
 *
 * @param member its process
 * @param epoch of the member's ownership of the partition: the generation in which that began
 * @param first offset of a range; {@link #NO_OFFSET} where the line is about none
 * @param last offset of a range
 * @param atMs wall clock
 */
record GroupLine(
    Kind kind, String member, int partition, long epoch, long first, long last, long atMs) {
  /** What has happened. */
  enum Kind {
    /** The member has got the partition. */
    ASSIGNED,
    /** It has given the partition back. */
    REVOKED,
    /** It has heard that the partition is another's, or may be. */
    LOST,
    PROCESSED,
    /** The member is about to commit what it has processed. */
    COMMITTING,
    /** What was processed is committed. */
    COMMITTED,
    /** The commit was refused. */
    REFUSED,
    /** Nobody knows what became of the commit. */
    UNSURE
  }

  static final long NO_OFFSET = -1;

  private static final int FIELDS = 7;

  /** Returns what became of a range. */
  GroupLine as(Kind outcome, long laterMs) {
    return new GroupLine(outcome, member, partition, epoch, first, last, laterMs);
  }

  /** Tells whether an offset is the next one of this range. */
  boolean isContinuedBy(int itsPartition, long offset) {
    return partition == itsPartition && last + 1 == offset;
  }

  GroupLine upTo(long later) {
    return new GroupLine(kind, member, partition, epoch, first, later, atMs);
  }

  boolean is(Kind other) {
    return kind == other;
  }

  String format() {
    return String.join(
            " ",
            kind.name(),
            member,
            Integer.toString(partition),
            Long.toString(epoch),
            Long.toString(first),
            Long.toString(last),
            Long.toString(atMs))
        + "\n";
  }

  /** Reads what {@link #format} has made, without the line's end. */
  static GroupLine parse(String line) {
    final String[] fields = line.split(" ", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("no line of a member: '" + line + "'");
    }
    return new GroupLine(
        Kind.valueOf(fields[0]),
        fields[1],
        Integer.parseInt(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]),
        Long.parseLong(fields[5]),
        Long.parseLong(fields[6]));
  }
}
