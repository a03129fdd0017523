package io.rafthold.process;

import java.util.List;

/** Members that were stopped until they were none any more, and what they did when they went on. */
final class Zombies {
  private int count;
  private int refused;
  private int committedBefore;

  /** Tells whether a member has heard that it lost its partitions, behind so many lines. */
  static boolean hasLearned(MemberProcess member, int linesBefore) {
    return member.lines().stream().skip(linesBefore).anyMatch(line -> line.is(GroupLine.Kind.LOST));
  }

  /**
   * Takes in one that has learned of it.
   *
   * @param mustBeRefused others had its partitions, when it went on with records that it had not
   *     committed yet
   */
  void add(MemberProcess member, int linesBefore, boolean mustBeRefused) {
    final List<GroupLine> done =
        member.lines().stream()
            .skip(linesBefore)
            .takeWhile(line -> !line.is(GroupLine.Kind.LOST))
            .toList();
    final boolean isRefused = has(done, GroupLine.Kind.REFUSED);
    final boolean isCommitted = has(done, GroupLine.Kind.COMMITTED);
    final boolean isFenced = isRefused || has(done, GroupLine.Kind.UNSURE);
    if (mustBeRefused && (isCommitted || !isFenced)) {
      throw new AssertionError("a zombie was not fenced: " + done);
    }
    count++;
    refused += isRefused ? 1 : 0;
    committedBefore += isCommitted ? 1 : 0;
  }

  private static boolean has(List<GroupLine> lines, GroupLine.Kind kind) {
    return lines.stream().anyMatch(line -> line.is(kind));
  }

  @Override
  public String toString() {
    return String.format(
        "%d zombies, of which %d had a commit refused, %d had one taken (before others began), %d"
            + " heard before they committed",
        count, refused, committedBefore, count - refused - committedBefore);
  }
}
