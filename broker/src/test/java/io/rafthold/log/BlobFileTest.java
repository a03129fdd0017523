package io.rafthold.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobFileTest {
  private static final int GROUP_ID = 3;

  @TempDir Path directory;

  private Path path() {
    return directory.resolve("blob");
  }

  private BlobFile open() {
    return BlobFile.open(path(), TwoSlotFile.Kind.MEMBERSHIP, GROUP_ID);
  }

  @Test
  void startsEmptyAndKeepsWhatWasWrittenLast() {
    try (BlobFile file = open()) {
      assertThat(file.read()).isEmpty();
      file.write("one".getBytes(UTF_8));
      file.write("a longer two".getBytes(UTF_8));
      assertThat(file.read()).asString(UTF_8).isEqualTo("a longer two");
      file.write("3".getBytes(UTF_8));
    }
    try (BlobFile file = open()) {
      assertThat(file.read()).asString(UTF_8).isEqualTo("3");
      file.write(new byte[0]);
      assertThat(file.read()).isEmpty();
    }
  }

  @Test
  void contentsNeverOverlapTheOneThatCounts() throws IOException {
    String before = "";
    try (BlobFile file = open()) {
      for (int i = 0; i < 200; i++) {
        final String next = "x".repeat(1 + (i * 7919) % 300) + i;
        final byte[] bytesBefore = Files.readAllBytes(path());
        file.write(next.getBytes(UTF_8));
        if (i > 0) {
          assertSurvivesWithoutTheSlots(bytesBefore, before);
        }
        before = next;
      }
    }
    assertThat(Files.size(path())).isLessThan(BlobFile.CONTENT_POSITION + 4 * 310);
  }

  /** A crash before the slot was written: new content, old slots. */
  private void assertSurvivesWithoutTheSlots(byte[] before, String expected) throws IOException {
    final byte[] torn = Files.readAllBytes(path());
    System.arraycopy(before, 0, torn, 0, BlobFile.CONTENT_POSITION);
    final Path copy = directory.resolve("torn");
    Files.write(copy, torn);
    try (BlobFile file = BlobFile.open(copy, TwoSlotFile.Kind.MEMBERSHIP, GROUP_ID)) {
      assertThat(file.read()).asString(UTF_8).isEqualTo(expected);
    }
  }

  @Test
  void whatAnEarlierProcessDidNotForceOutlivesTheMachineOnceItIsSettled() {
    final CachedDisk disk = new CachedDisk();
    cached(disk).write("one".getBytes(UTF_8));
    final BlobFile dying = cached(disk);
    disk.refuseToForce(true);
    dying.write("a longer two".getBytes(UTF_8));
    disk.refuseToForce(false);

    cached(disk).settle();
    disk.losePower();
    assertThat(cached(disk).read()).asString(UTF_8).isEqualTo("a longer two");
  }

  @Test
  void soIsThatThereIsNothingAnyMore() {
    final CachedDisk disk = new CachedDisk();
    cached(disk).write("one".getBytes(UTF_8));
    final BlobFile dying = cached(disk);
    disk.refuseToForce(true);
    dying.write(new byte[0]);
    disk.refuseToForce(false);

    cached(disk).settle();
    disk.losePower();
    assertThat(cached(disk).read()).isEmpty();
  }

  private static BlobFile cached(CachedDisk disk) {
    return BlobFile.open(disk, "blob", TwoSlotFile.Kind.START, GROUP_ID);
  }

  @Test
  void aDamagedContentIsNamed() throws IOException {
    try (BlobFile file = open()) {
      file.write("content".getBytes(UTF_8));
    }
    try (RandomAccessFile raw = new RandomAccessFile(path().toFile(), "rw")) {
      raw.seek(BlobFile.CONTENT_POSITION);
      raw.write('C');
    }
    try (BlobFile file = open()) {
      assertThatThrownBy(file::read)
          .isInstanceOf(LogDamageException.class)
          .hasMessageContaining(path().toString())
          .hasMessageContaining("CRC");
    }
  }

  @Test
  void aLengthThatTheFileDoesNotHaveIsNamedBeforeRoomIsMadeForIt() {
    for (final long length : new long[] {-1, 8, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      open().close();
      try (TwoSlotFile slots =
          TwoSlotFile.open(path(), TwoSlotFile.Kind.MEMBERSHIP, GROUP_ID, 0, 0, 0)) {
        slots.write(BlobFile.CONTENT_POSITION, length, 0, true);
      }
      try (BlobFile file = open()) {
        assertThatThrownBy(file::read)
            .isInstanceOf(LogDamageException.class)
            .hasMessageContaining("the content of " + length + " bytes does not lie within");
      }
    }
  }

  @Test
  void anotherGroupsOrKindsFileIsRefused() {
    open().close();
    assertThatThrownBy(() -> BlobFile.open(path(), TwoSlotFile.Kind.MEMBERSHIP, GROUP_ID + 1))
        .isInstanceOf(LogDamageException.class);
    assertThatThrownBy(() -> BlobFile.open(path(), TwoSlotFile.Kind.START, GROUP_ID))
        .isInstanceOf(LogDamageException.class);
  }
}
