package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vote file, and through it the mechanism that it shares with the progress file. */
class TwoSlotFileTest {
  /** From a slot to its copy. */
  private static final int MIRROR = 2 * TwoSlotFile.SLOT_DISTANCE;

  private static final int GROUP_ID = 3;

  @TempDir Path directory;

  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("vote");
  }

  private VoteFile open() {
    return VoteFile.open(path, GROUP_ID);
  }

  private static long slotOf(int writes) {
    return (writes % 2) * (long) TwoSlotFile.SLOT_DISTANCE;
  }

  @Test
  void startsWithTermZeroAndNoVote() {
    for (int i = 0; i < 2; i++) {
      try (VoteFile vote = open()) {
        assertThat(vote.term()).isZero();
        assertThat(vote.votedFor()).isEqualTo(VoteFile.NO_VOTE);
        assertThat(vote.life()).isEqualTo(1);
      }
    }
    assertThat(path.resolveSibling("vote.new")).doesNotExist();
  }

  @Test
  void remembersTheLastWrite() {
    for (int term = 1; term <= 5; term++) {
      try (VoteFile vote = open()) {
        vote.write(term, term - 1);
        vote.write(term, term);
      }
      try (VoteFile vote = open()) {
        assertThat(vote.term()).isEqualTo(term);
        assertThat(vote.votedFor()).isEqualTo(term);
      }
    }
    try (VoteFile vote = open()) {
      assertThat(vote.startLife()).isEqualTo(2);
      vote.write(9, VoteFile.NO_VOTE);
    }
    try (VoteFile vote = open()) {
      assertThat(vote.life()).isEqualTo(2);
      assertThat(vote.term()).isEqualTo(9);
      assertThatThrownBy(() -> vote.write(8, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("term 8 is below the current 9");
    }
  }

  @Test
  void fallsBackToTheOlderSlotAfterATornWrite() throws IOException {
    try (VoteFile vote = open()) { // creation writes sequences 1 and 2, opening 3
      vote.write(4, 1); // 4
      vote.write(5, 2); // 5
    }
    LogFiles.flipBit(path, slotOf(5) + 30);
    LogFiles.flipBit(path, slotOf(5) + MIRROR + 30);
    try (VoteFile vote = open()) {
      assertThat(vote.term()).isEqualTo(4);
      assertThat(vote.votedFor()).isEqualTo(1);
      vote.write(6, 0); // 6, after opening has written 5 again over the torn slot
    }
    try (VoteFile vote = open()) {
      assertThat(vote.term()).isEqualTo(6);
    }
  }

  @Test
  void keepsTheNewerSlotWhereTheOlderIsDamaged() throws IOException {
    try (VoteFile vote = open()) {
      vote.write(4, 1);
      vote.write(5, 2);
    }
    LogFiles.zero(path, slotOf(4), TwoSlotFile.SLOT_LENGTH);
    try (VoteFile vote = open()) {
      assertThat(vote.term()).isEqualTo(5);
    }
  }

  @Test
  void aDamagedPageNeverBringsAnOlderVoteBack() throws IOException {
    for (int page = 0; page < 4; page++) {
      try (VoteFile vote = open()) {
        vote.write(10 + page, 1);
        vote.write(20 + page, 2);
      }
      LogFiles.zero(path, page * 4_096L, TwoSlotFile.SLOT_LENGTH);
      try (VoteFile vote = open()) {
        assertThat(vote.term()).as("page %d", page).isEqualTo(20 + page);
        assertThat(vote.votedFor()).isEqualTo(2);
        vote.write(30 + page, 1);
      }
      Files.delete(path);
    }
  }

  @Test
  void refusesBadSlotsByName() throws IOException {
    open().close();
    for (int page = 0; page < 4; page++) {
      LogFiles.flipBit(path, page * 4_096L + 20);
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("slot 0 has a wrong CRC")
        .hasMessageContaining("slot 3 has a wrong CRC");
    LogFiles.truncate(path, 4_096 + 10);
    assertThatThrownBy(this::open)
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("slot 1 is cut off");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    open().close();
    LogFiles.truncate(path, 0);
    assertThatThrownBy(this::open).isInstanceOf(LogDamageException.class);
  }

  @Test
  void refusesAnotherGroupsFile() {
    open().close();
    assertThatThrownBy(() -> VoteFile.open(path, GROUP_ID + 1))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("belongs to group 3, not 4");
  }

  @Test
  void refusesAnotherKindOfFile() {
    open().close();
    assertThatThrownBy(() -> ProgressFile.open(path, GROUP_ID))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("not of kind PROGRESS");
  }

  @Test
  void saysSoWhenTheDiskRefuses() {
    final VoteFile vote = open();
    vote.close();
    assertThatThrownBy(() -> VoteFile.open(directory.resolve("no/such/vote"), GROUP_ID))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no/such/vote");
  }

  @Test
  void progressRemembersBothIndexes() {
    final Path file = directory.resolve("progress");
    try (ProgressFile progress = ProgressFile.open(file, GROUP_ID)) {
      assertThat(progress.flushedIndex()).isZero();
      assertThat(progress.commitIndex()).isZero();
      progress.write(100, 90);
      progress.write(50, 95);
    }
    try (ProgressFile progress = ProgressFile.openReadOnly(file, GROUP_ID)) {
      assertThat(progress.flushedIndex()).isEqualTo(50);
      assertThat(progress.commitIndex()).as("what was flushed here").isEqualTo(50);
      assertThat(progress.knownCommitIndex()).isEqualTo(95);
    }
  }

  @Test
  void aLifeIsLaterThanTheOneBeforeAndThanItIsToldToBe() {
    try (VoteFile vote = open()) {
      assertThat(vote.startLife(1)).isEqualTo(2);
      assertThat(vote.startLife(100)).isEqualTo(100);
      assertThat(vote.isRejoining()).isTrue();
    }
  }

  @Test
  void aLifeIsRejoiningUntilItIsWrittenOtherwise() {
    try (VoteFile vote = open()) {
      assertThat(vote.isRejoining()).isFalse();
      vote.write(7, 3);
      assertThat(vote.startLife()).isEqualTo(2);
    }
    try (VoteFile vote = open()) {
      assertThat(vote.life()).isEqualTo(2);
      assertThat(vote.isRejoining()).isTrue();
      vote.write(8, VoteFile.NO_VOTE);
      assertThat(vote.isRejoining()).isTrue();
      vote.write(8, VoteFile.NO_VOTE, 2, false);
      assertThatThrownBy(() -> vote.write(8, VoteFile.NO_VOTE, 1, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (VoteFile vote = open()) {
      assertThat(vote.life()).isEqualTo(2);
      assertThat(vote.isRejoining()).isFalse();
      assertThat(vote.term()).isEqualTo(8);
    }
  }
}
