package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.Quarantine;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.server.DamagePlace.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of damage at every place of a replica, and what must come of it. */
class DamageMatrixTest {
  /** A sealed segment between others, all of which was flushed. */
  private static final int ORDINAL = 3;

  private enum Outcome {
    /** Nothing is lost, and nobody need know. */
    WHOLE,
    /** Nothing is lost but what the damaged file alone knew. */
    WHOLE_IN_A_NEW_LIFE,
    /** The log ends before the damaged segment, or within it where nobody else has it. */
    CUT,
    /** The log begins anew. */
    EMPTY,
    /** Votes are not guessed. */
    REFUSED,
    /** Nothing is wrong, and nothing is touched. */
    LEFT_ALONE
  }

  @TempDir static Path templates;
  private static DamageTemplate withPeers;
  private static DamageTemplate alone;

  @TempDir Path directory;
  private ReplicaDirectory replica;
  private long baseIndex;

  @BeforeAll
  static void fill() {
    withPeers = new DamageTemplate(templates.resolve("with-peers"), 0, 1, 2);
    alone = new DamageTemplate(templates.resolve("alone"), 0);
  }

  static Stream<Arguments> all() {
    return Stream.of(Region.values())
        .flatMap(
            region ->
                Stream.of(DamageKind.values())
                    .filter(kind -> exists(region, kind))
                    .map(kind -> Arguments.of(region, kind, outcome(region, kind))));
  }

  /** Frames and bodies have no version; that of contents has tests of its own. */
  private static boolean exists(Region region, DamageKind kind) {
    return switch (region) {
      case FRAME_HEADER, BATCH_BODY -> kind != DamageKind.LATER_VERSION;
      case START_CONTENT, MEMBERSHIP_CONTENT ->
          kind == DamageKind.ZEROED_PAGE || kind == DamageKind.FLIPPED_BIT;
      default -> true;
    };
  }

  private static Outcome outcome(Region region, DamageKind kind) {
    if (region == Region.STATE) {
      return Outcome.WHOLE;
    }
    if (kind == DamageKind.LATER_VERSION) {
      return Outcome.LEFT_ALONE;
    }
    if (kind == DamageKind.GARBAGE_BEHIND_THE_END && region != Region.DESCRIPTOR) {
      return Outcome.WHOLE;
    }
    final boolean leavesOtherSlot =
        kind == DamageKind.ZEROED_PAGE || kind == DamageKind.FLIPPED_BIT;
    return switch (region) {
      case DESCRIPTOR, FRAME_HEADER, BATCH_HEADER, BATCH_BODY -> Outcome.CUT;
      case FLUSH_MARK, MEMBERSHIP -> leavesOtherSlot ? Outcome.WHOLE : Outcome.WHOLE_IN_A_NEW_LIFE;
      case VOTE -> leavesOtherSlot ? Outcome.WHOLE : Outcome.REFUSED;
      case MEMBERSHIP_CONTENT -> Outcome.WHOLE_IN_A_NEW_LIFE;
      case START, START_CONTENT -> Outcome.EMPTY;
      default -> Outcome.WHOLE;
    };
  }

  private void copyOf(DamageTemplate template) throws IOException {
    replica = template.copyTo(directory.resolve("run"));
    baseIndex = baseIndex(ORDINAL);
  }

  private long baseIndex(int ordinal) throws IOException {
    final Path descriptor =
        replica.segments().resolve(String.format("%020d", ordinal)).resolve("descriptor");
    return ByteBuffer.wrap(Files.readAllBytes(descriptor))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(24);
  }

  private ReplicaFiles open(LogDamageException met, boolean hasPeers) {
    LogDamageException damage = met;
    if (met == null) {
      try {
        return replica.open(DamageTemplate.SEGMENT_BYTES, 0);
      } catch (LogDamageException atOpen) {
        damage = atOpen;
      }
    }
    return new ReplicaRepair(replica, DamageTemplate.BROKER_ID, "now")
        .open(damage, hasPeers, DamageTemplate.SEGMENT_BYTES, 0);
  }

  /** Opens and reads, and again where that meets damage; returns the last index. */
  private long openAndRead(DamageTemplate template, boolean hasPeers, boolean isNewLife) {
    LogDamageException met = null;
    for (int round = 0; round < 3; round++) {
      try (ReplicaFiles files = open(met, hasPeers)) {
        met = template.read(files.log());
        if (met == null) {
          assertThat(files.voteFile().isDamaged()).isEqualTo(isNewLife);
          assertThat(files.voteFile().term()).isEqualTo(2);
          assertThat(files.voteFile().votedFor()).isEqualTo(3);
          return files.log().lastIndex();
        }
      }
    }
    throw new AssertionError("damaged again and again: " + met);
  }

  private List<String> quarantined() {
    return Quarantine.contents(replica.path()).stream()
        .map(file -> file.getFileName().toString())
        .toList();
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("all")
  void withPeers(Region region, DamageKind kind, Outcome outcome) throws IOException {
    copyOf(withPeers);
    final DamagePlace place = DamagePlace.of(region, replica, ORDINAL);
    kind.inflict(place);
    switch (outcome) {
      case WHOLE ->
          assertThat(openAndRead(withPeers, true, false)).isEqualTo(DamageTemplate.ENTRIES);
      case WHOLE_IN_A_NEW_LIFE ->
          assertThat(openAndRead(withPeers, true, true)).isEqualTo(DamageTemplate.ENTRIES);
      case CUT -> {
        assertThat(openAndRead(withPeers, true, true)).isEqualTo(baseIndex - 1);
        assertThat(quarantined())
            .contains("now-00000000000000000003", "now-00000000000000000004")
            .doesNotContain("now-00000000000000000002");
      }
      case EMPTY -> {
        assertThat(openAndRead(withPeers, true, true)).isZero();
        assertThat(quarantined()).contains("now-00000000000000000002");
      }
      case REFUSED -> assertRefused(withPeers, true, "votes cannot be known");
      case LEFT_ALONE -> assertLeftAlone(withPeers, true, place);
    }
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("all")
  void alone(Region region, DamageKind kind, Outcome outcome) throws IOException {
    copyOf(alone);
    final DamagePlace place = DamagePlace.of(region, replica, ORDINAL);
    kind.inflict(place);
    switch (outcome) {
      case WHOLE -> assertThat(openAndRead(alone, false, false)).isEqualTo(DamageTemplate.ENTRIES);
      case REFUSED -> assertRefused(alone, false, "votes cannot be known");
      case LEFT_ALONE -> assertLeftAlone(alone, false, place);
      default -> {
        assertRefused(alone, false, "--accept-data-loss");
        final RepairPlan plan = acceptLoss();
        assertNames(plan, outcome);
        final long expected =
            plan.losesEntries() ? plan.firstLostIndex() - 1 : DamageTemplate.ENTRIES;
        assertThat(openAndRead(alone, false, false)).isEqualTo(expected);
      }
    }
  }

  private void assertNames(RepairPlan plan, Outcome outcome) {
    if (outcome == Outcome.WHOLE_IN_A_NEW_LIFE) {
      assertThat(plan.losesEntries()).isFalse();
      return;
    }
    assertThat(plan.lastLostIndex()).isEqualTo(DamageTemplate.ENTRIES);
    assertThat(plan.endLostOffset()).isEqualTo(DamageTemplate.ENTRIES);
    assertThat(plan.isLostEndKnown()).isTrue();
    if (outcome == Outcome.EMPTY) {
      assertThat(plan.firstLostIndex()).isEqualTo(1);
    } else {
      assertThat(plan.firstLostIndex()).isBetween(baseIndex, baseIndex + 5);
      assertThat(plan.firstLostOffset()).isEqualTo(plan.firstLostIndex() - 1);
    }
  }

  private RepairPlan acceptLoss() throws IOException {
    try (OfflineRepair repair = OfflineRepair.open(directory.resolve("run"))) {
      final RepairPlan plan = repair.examine(DamageTemplate.GROUP_ID);
      assertThat(quarantined()).as("nothing goes before it is said").isEmpty();
      repair.repair(plan, "accepted");
      assertThat(repair.examine(DamageTemplate.GROUP_ID).isNeeded()).isFalse();
      return plan;
    }
  }

  private void assertRefused(DamageTemplate template, boolean hasPeers, String remedy) {
    assertThatThrownBy(() -> openAndRead(template, hasPeers, false))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining(remedy);
    assertThat(quarantined()).isEmpty();
  }

  private void assertLeftAlone(DamageTemplate template, boolean hasPeers, DamagePlace place)
      throws IOException {
    final Map<String, Integer> before = contents();
    final NewerFormatException newer =
        catchThrowableOfType(
            NewerFormatException.class, () -> openAndRead(template, hasPeers, false));
    assertThat(newer).hasMessageContaining("version 9").hasMessageContaining("run the version");
    assertThat(newer.segment()).startsWith(place.file().getParent().toString());
    assertThat(quarantined()).isEmpty();
    assertThat(contents()).containsAllEntriesOf(before);
  }

  /** Hashes of all files that opening a sound replica leaves as they are. */
  private Map<String, Integer> contents() throws IOException {
    final Map<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(replica.path())) {
      for (final Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("vote") && !file.endsWith("position")) {
          contents.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  @Test
  void aMissingSegmentIsCutAtWithPeers() throws IOException {
    copyOf(withPeers);
    RandomDamage.delete(replica.segments().resolve("00000000000000000003"));
    assertThat(openAndRead(withPeers, true, true)).isEqualTo(baseIndex - 1);
  }

  @Test
  void aMissingSegmentIsNamedAlone() throws IOException {
    copyOf(alone);
    RandomDamage.delete(replica.segments().resolve("00000000000000000003"));
    assertRefused(alone, false, "--accept-data-loss");
    final RepairPlan plan = acceptLoss();
    assertThat(plan.firstLostIndex()).isEqualTo(baseIndex);
    assertThat(plan.lastLostIndex()).isEqualTo(DamageTemplate.ENTRIES);
    assertThat(openAndRead(alone, false, false)).isEqualTo(baseIndex - 1);
  }

  @Test
  void theFirstSegmentIsNotDispensable() throws IOException {
    copyOf(withPeers);
    RandomDamage.delete(replica.segments().resolve("00000000000000000002"));
    assertThat(openAndRead(withPeers, true, true)).isZero();
    assertThat(quarantined()).contains("now-00000000000000000003");
  }
}
