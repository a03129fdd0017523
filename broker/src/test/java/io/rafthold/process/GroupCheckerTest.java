package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.GroupPartitionInfo;
import io.rafthold.client.TopicPartition;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the checkers of a group find. */
class GroupCheckerTest {
  private final GroupChecker checker = new GroupChecker();

  private static GroupLine line(
      GroupLine.Kind kind, String member, long epoch, long first, long last) {
    return new GroupLine(kind, member, 0, epoch, first, last, 0);
  }

  private void does(String member, long epoch, long first, long last, GroupLine.Kind outcome) {
    final GroupLine processed = line(GroupLine.Kind.PROCESSED, member, epoch, first, last);
    checker.add(List.of(processed, processed.as(outcome, 1)));
  }

  private List<String> faults(long endOffset) {
    return checker.faults(List.of(endOffset));
  }

  @Test
  void aLineIsReadAsItWasWritten() {
    final GroupLine line = new GroupLine(GroupLine.Kind.REFUSED, "anna", 3, 17, 5, 9, 1_234);
    assertThat(GroupLine.parse(line.format().strip())).isEqualTo(line);
  }

  @Test
  void whatIsProcessedAgainInALaterEpochIsCounted() {
    does("anna", 1, 0, 4, GroupLine.Kind.COMMITTED);
    does("anna", 1, 5, 9, GroupLine.Kind.REFUSED);
    does("bert", 2, 5, 11, GroupLine.Kind.COMMITTED);
    assertThat(faults(12)).isEmpty();
    assertThat(checker.distinctCount()).isEqualTo(12);
    assertThat(checker.processedCount()).isEqualTo(17);
    assertThat(checker.ownershipCount()).isEqualTo(2);
    assertThat(checker.count(GroupLine.Kind.REFUSED)).isEqualTo(1);
  }

  @Test
  void aRecordThatNobodyProcessedIsFound() {
    does("anna", 1, 0, 4, GroupLine.Kind.COMMITTED);
    does("bert", 2, 6, 9, GroupLine.Kind.COMMITTED);
    assertThat(faults(10)).singleElement().asString().contains("nobody processed 5");
    assertThat(faults(11)).hasSize(1);
  }

  @Test
  void anEndThatNobodyProcessedIsFound() {
    does("anna", 1, 0, 4, GroupLine.Kind.COMMITTED);
    assertThat(faults(6)).singleElement().asString().contains("nobody processed 5");
    assertThat(faults(4)).singleElement().asString().contains("there is no offset 4");
    assertThat(new GroupChecker().faults(List.of(0L, 1L)))
        .singleElement()
        .asString()
        .contains("partition 1: nobody processed 0");
  }

  @Test
  void twoMembersInOneEpochAreFound() {
    does("anna", 1, 0, 4, GroupLine.Kind.COMMITTED);
    checker.add(List.of(line(GroupLine.Kind.PROCESSED, "bert", 1, 3, 6)));
    assertThat(checker.faults(List.of(5L))).singleElement().asString().contains("epoch of anna");
  }

  @Test
  void anOwnerWhoRepeatsOrSkipsRecordsIsFound() {
    does("anna", 1, 0, 4, GroupLine.Kind.COMMITTED);
    does("anna", 1, 4, 6, GroupLine.Kind.COMMITTED);
    does("anna", 1, 8, 9, GroupLine.Kind.COMMITTED);
    does("bert", 2, 7, 9, GroupLine.Kind.UNSURE);
    assertThat(faults(10)).hasSize(3).first().asString().contains("does not go on at 5");
  }

  @Test
  void aCommitBehindTheNextOwnersBeginningIsFound() {
    does("anna", 1, 0, 4, GroupLine.Kind.COMMITTED);
    does("anna", 1, 5, 9, GroupLine.Kind.COMMITTED);
    does("bert", 2, 5, 9, GroupLine.Kind.COMMITTED);
    assertThat(faults(10)).singleElement().asString().contains("begins at 5, and 10 was committed");
  }

  @Test
  void aCursorThatGoesBackIsFound() {
    final CursorTrail trail = new CursorTrail();
    trail.add(List.of(seen(1, 1, OptionalLong.empty(), 10)));
    trail.add(List.of(seen(1, 1, OptionalLong.of(5), 10)));
    trail.add(List.of(seen(1, 1, OptionalLong.of(7), 10)));
    trail.add(List.of(seen(2, 3, OptionalLong.empty(), -1)));
    trail.add(List.of(seen(GroupPartitionInfo.NOBODY, 0, OptionalLong.of(7), 10)));
    assertThat(trail.faults()).isEmpty();
    assertThat(trail.moves()).isEqualTo(2);
    assertThat(trail.looks()).isEqualTo(5);
    trail.add(List.of(seen(2, 3, OptionalLong.of(6), 10)));
    assertThat(trail.faults()).hasSize(1);
  }

  @Test
  void anOwnerInAnothersEpochIsFound() {
    final CursorTrail trail = new CursorTrail();
    trail.add(List.of(seen(1, 4, OptionalLong.empty(), 10)));
    trail.add(List.of(seen(2, 4, OptionalLong.empty(), 10)));
    assertThat(trail.faults()).hasSize(1);
    trail.add(List.of(seen(1, 3, OptionalLong.empty(), 10)));
    assertThat(trail.faults()).hasSize(2);
  }

  private static GroupPartitionInfo seen(
      long owner, long epoch, OptionalLong committed, long endOffset) {
    return new GroupPartitionInfo(
        new TopicPartition("jobs", 0), owner, owner, epoch, committed, 0, 0, endOffset);
  }

  @Test
  void aPartitionsLongestGapIsClippedToTheSpan() {
    final GroupGaps gaps = new GroupGaps();
    for (final long atMs : new long[] {100, 400, 1_000, 1_100}) {
      gaps.add(List.of(new GroupLine(GroupLine.Kind.PROCESSED, "anna", 0, 1, 0, 0, atMs)));
    }
    assertThat(gaps.longestMs(0, 1_200)).isEqualTo(600);
    assertThat(gaps.longestMs(700, 1_200)).isEqualTo(300);
    assertThat(gaps.longestMs(1_050, 3_100)).isEqualTo(2_000);
  }
}
