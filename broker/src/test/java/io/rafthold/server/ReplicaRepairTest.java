package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.Quarantine;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each file of a replica, damaged: what opens again, in which life, and what does not. */
class ReplicaRepairTest {
  private static final int GROUP_ID = 5;
  private static final int BROKER_ID = 1;
  private static final long SEGMENT_BYTES = 64 * 1024;
  private static final int ENTRIES = 500;
  private static final String LABEL = "now";

  @TempDir Path groups;

  private ReplicaDirectory directory;

  /** What a disk may do to a small file. */
  enum Harm {
    FLIPPED {
      @Override
      void inflict(Path file) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        for (int at = 20; at < bytes.length; at += 4_096) {
          bytes[at] ^= 0x04;
        }
        Files.write(file, bytes);
      }
    },
    ZEROED {
      @Override
      void inflict(Path file) throws IOException {
        Files.write(file, new byte[(int) Files.size(file)]);
      }
    },
    CUT_OFF {
      @Override
      void inflict(Path file) throws IOException {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
          cut.setLength(30);
        }
      }
    },
    MISSING {
      @Override
      void inflict(Path file) throws IOException {
        Files.delete(file);
      }
    };

    abstract void inflict(Path file) throws IOException;
  }

  @BeforeEach
  void fill() {
    directory = new ReplicaDirectory(groups.resolve("5"), GROUP_ID, 16 * 1024);
    try (ReplicaFiles files = directory.open(SEGMENT_BYTES, 0)) {
      files.voteFile().write(3, 2);
      append(files.log(), ENTRIES);
      files.log().flush();
      files.progressFile().write(ENTRIES, ENTRIES);
    }
  }

  private static void append(ReplicaLog log, int count) {
    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Batch.HEADER_LENGTH + 500]);
    for (int i = 0; i < count; i++) {
      final long index = log.lastIndex() + 1;
      Batch.initialise(buffer, 0, EntryType.DATA, -1, (short) -1, -1);
      buffer.setMemory(Batch.HEADER_LENGTH, 500, (byte) index);
      Batch.sealBody(buffer, 0, buffer.capacity(), 1);
      Batch.stamp(buffer, 0, index, 3, log.endOffset(), index);
      log.append(buffer, 0, buffer, 0, buffer.capacity());
    }
  }

  private LogDamageException open() {
    try (ReplicaFiles files = directory.open(SEGMENT_BYTES, 0)) {
      assertThat(files.log().lastIndex()).isEqualTo(ENTRIES);
      return null;
    } catch (LogDamageException damage) {
      return damage;
    }
  }

  private ReplicaFiles repair(LogDamageException damage, boolean hasPeers) {
    return new ReplicaRepair(directory, BROKER_ID, LABEL).open(damage, hasPeers, SEGMENT_BYTES, 0);
  }

  private List<String> quarantined() {
    return Quarantine.contents(directory.path()).stream()
        .map(file -> file.getFileName().toString())
        .toList();
  }

  private Path file(String name) {
    return directory.path().resolve(name);
  }

  private Path segment(int ordinal) {
    return directory.segments().resolve(String.format("%020d", ordinal));
  }

  private long baseIndex(int ordinal) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(segment(ordinal).resolve("descriptor")))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(24);
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  void votesAreNeverGuessed(Harm harm) throws IOException {
    harm.inflict(directory.voteFile());
    final LogDamageException damage = open();
    assertThat(damage).isNotNull();
    assertThatThrownBy(() -> repair(damage, true))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("partition remove-replica");
    assertThat(quarantined()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  void progressIsAHint(Harm harm) throws IOException {
    harm.inflict(directory.progressFile());
    final LogDamageException damage = open();
    if (harm == Harm.MISSING) {
      assertThat(damage).isNull();
      return;
    }
    try (ReplicaFiles files = repair(damage, false)) {
      assertThat(files.log().lastIndex()).isEqualTo(ENTRIES);
      assertThat(files.voteFile().isRejoining()).isFalse();
      assertThat(files.quarantined()).isEqualTo(1);
    }
    assertThat(quarantined()).containsExactly("now-progress");
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  void lostMembershipsAreLearntAnew(Harm harm) throws IOException {
    harm.inflict(directory.membershipFile());
    opensWholeInANewLife(open(), harm, "membership");
  }

  @ParameterizedTest
  @EnumSource(Harm.class)
  void withoutAFlushMarkNothingIsTakenAsItIs(Harm harm) throws IOException {
    harm.inflict(directory.flushMark());
    opensWholeInANewLife(open(), harm, "flushed");
  }

  private void opensWholeInANewLife(LogDamageException damage, Harm harm, String name) {
    assertThat(damage).isNotNull();
    assertThatThrownBy(() -> repair(damage, false))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("--accept-data-loss");
    try (ReplicaFiles files = repair(damage, true)) {
      assertThat(files.log().lastIndex()).isEqualTo(ENTRIES);
      assertThat(files.voteFile().term()).isEqualTo(3);
      assertThat(files.voteFile().votedFor()).isEqualTo(2);
      assertThat(files.voteFile().life()).isEqualTo(2);
      assertThat(files.voteFile().isDamaged()).isTrue();
    }
    assertThat(quarantined())
        .containsExactlyElementsOf(harm == Harm.MISSING ? List.of() : List.of("now-" + name));
    assertThat(open()).as("for good").isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Harm.class,
      names = {"FLIPPED", "ZEROED", "CUT_OFF"})
  void withoutItsStartALogBeginsAgain(Harm harm) throws IOException {
    harm.inflict(directory.startFile());
    try (ReplicaFiles files = repair(open(), true)) {
      assertThat(files.log().lastIndex()).isZero();
      assertThat(files.voteFile().isDamaged()).isTrue();
    }
    assertThat(quarantined()).contains("now-start", "now-00000000000000000001");
  }

  @Test
  void aMissingStartOfAWholeLogIsAnEmptyOne() throws IOException {
    Files.delete(directory.startFile());
    assertThat(open()).isNull();
  }

  @Test
  void whereTheLogIsDamagedItEndsBeforeThatAndTheReplicaRejoins() throws IOException {
    final long base = baseIndex(2);
    Files.move(segment(2), groups.resolve("stolen"));
    final LogDamageException damage = open();
    assertThat(damage).hasMessageContaining("segment 2 is missing");
    assertThatThrownBy(() -> repair(damage, false)).hasMessageContaining("rafthold log repair");
    try (ReplicaFiles files = repair(damage, true)) {
      assertThat(files.log().lastIndex()).isEqualTo(base - 1);
      assertThat(files.voteFile().isDamaged()).isTrue();
      assertThat(files.voteFile().life()).isEqualTo(2);
      assertThat(files.progressFile().commitIndex()).isEqualTo(base - 1);
      assertThat(files.progressFile().knownCommitIndex()).isEqualTo(ENTRIES);
      append(files.log(), ENTRIES - (int) base + 1);
      files.log().flush();
    }
    assertThat(open()).isNull();
  }

  @Test
  void severalFilesAtOnceAreMendedOneAfterTheOther() throws IOException {
    Harm.ZEROED.inflict(directory.membershipFile());
    Harm.FLIPPED.inflict(directory.flushMark());
    Harm.CUT_OFF.inflict(directory.progressFile());
    Harm.ZEROED.inflict(segment(3).resolve("descriptor"));
    final long base = baseIndex(3 - 1);
    try (ReplicaFiles files = repair(open(), true)) {
      assertThat(files.log().lastIndex()).isGreaterThan(base);
      assertThat(files.voteFile().life()).as("one life for all of it").isEqualTo(2);
    }
    assertThat(quarantined())
        .contains("now-membership", "now-flushed", "now-progress", "now-00000000000000000003");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vote", "progress", "membership", "start", "segments/flushed"})
  void aLaterVersionIsLeftAsItIs(String name) throws IOException {
    final byte[] bytes = Files.readAllBytes(file(name));
    for (int slot = 0; slot < 8_192; slot += 4_096) {
      bytes[slot + 8] = 9;
      final CRC32C crc = new CRC32C();
      crc.update(bytes, slot + 4, 44);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(slot, (int) crc.getValue());
    }
    Files.write(file(name), bytes);
    final LogDamageException newer = open();
    assertThat(newer).isInstanceOf(NewerFormatException.class).hasMessageContaining("version 9");
    assertThatThrownBy(() -> repair(newer, true)).isSameAs(newer);
    assertThat(Files.readAllBytes(file(name))).isEqualTo(bytes);
    assertThat(quarantined()).isEmpty();
    if (!name.equals("vote")) {
      try (VoteFile vote = VoteFile.open(directory.voteFile(), GROUP_ID)) {
        assertThat(vote.life()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "membership"})
  void contentOfALaterVersionIsLeftAsItIs(String name) {
    final TwoSlotFile.Kind kind =
        name.equals("start") ? TwoSlotFile.Kind.START : TwoSlotFile.Kind.MEMBERSHIP;
    try (BlobFile file = BlobFile.open(file(name), kind, GROUP_ID)) {
      file.write(ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putInt(99).array());
    }
    final LogDamageException damage =
        new LogDamageException("any", LogDamageException.NO_INDEX, 0, "damaged");
    assertThatThrownBy(() -> repair(name.equals("start") ? open() : damage, true))
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining(file(name).toString())
        .hasMessageContaining("version 99");
    assertThat(quarantined()).isEmpty();
    try (VoteFile vote = VoteFile.open(directory.voteFile(), GROUP_ID)) {
      assertThat(vote.life()).isEqualTo(1);
    }
  }
}
