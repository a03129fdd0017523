package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogDamageException;
import io.rafthold.partition.ReplicaFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random damage to the files of one replica, in a group that has others and in one that has not.
 * Some with each build; {@code -Dcorruption.runs=10000} for more, {@code -Dcorruption.seed=N} for
 * the one that a failure names.
 *
 * <p><b>What must hold</b>, for a log of which entries up to {@link DamageTemplate#FLUSHED} were
 * flushed:
 *
 * <ul>
 *   <li>Opening, repairing and reading end, with the files or with {@link LogDamageException}: no
 *       other failure, no fault of the process.
 *   <li>An entry that is read is byte for byte the one that was appended there.
 *   <li>With peers: every flushed entry is there, or the replica is in a new life that rejoins.
 *       Alone: every flushed entry is there, or the replica does not open until the loss is
 *       accepted, and what went then is what the plan had named.
 *   <li>Term and vote are the last ones that were written; else the replica does not open, and only
 *       where its vote file is damaged.
 *   <li>What a repaired log reads, it reads again when it is opened again; and it takes appends.
 * </ul>
 */
@Timeout(14_400)
class CorruptionTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(CorruptionTest.class);
  private static final int RUNS = Integer.getInteger("corruption.runs", 100);

  private enum Outcome {
    WHOLE,
    TAIL_CUT,
    REJOINS,
    ACCEPTED_LOSS,
    REPAIRED_WITHOUT_LOSS,
    REFUSED
  }

  private interface Judge {
    Outcome judge(DamageTemplate template, ReplicaDirectory damaged, SplittableRandom random)
        throws IOException;
  }

  @TempDir Path directory;

  @Test
  void aReplicaWithPeersIsWholeOrRejoins() throws IOException {
    final DamageTemplate template = new DamageTemplate(directory.resolve("template"), 0, 1, 2);
    assertThat(judgeAll(template, this::judgeWithPeers))
        .containsKeys(Outcome.WHOLE, Outcome.TAIL_CUT, Outcome.REJOINS);
  }

  @Test
  void aReplicaAloneIsWholeOrWaitsUntilItsLossIsAccepted() throws IOException {
    final DamageTemplate template = new DamageTemplate(directory.resolve("template"), 0);
    assertThat(judgeAll(template, this::judgeAlone))
        .containsKeys(Outcome.WHOLE, Outcome.TAIL_CUT, Outcome.ACCEPTED_LOSS);
  }

  private Map<Outcome, Integer> judgeAll(DamageTemplate template, Judge judge) throws IOException {
    final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    final Long only = Long.getLong("corruption.seed");
    final long first = only == null ? 0 : only;
    final long end = only == null ? RUNS : only + 1;
    for (long seed = first; seed < end; seed++) {
      final SplittableRandom random = new SplittableRandom(seed);
      final RandomDamage damage = new RandomDamage(random);
      final Path place = directory.resolve("run");
      final ReplicaDirectory replica = template.copyTo(place);
      try {
        damage.inflict(replica.path());
        outcomes.merge(judge(template, replica, judge, random, damage), 1, Integer::sum);
      } catch (RuntimeException | Error failure) {
        throw new AssertionError(
            "-Dcorruption.seed=" + seed + ", after " + damage.damages() + ": " + failure, failure);
      }
      RandomDamage.delete(place);
    }
    LOGGER.info("seeds {} to {}: {}", first, end - 1, outcomes);
    if (only != null) {
      // One seed shows one outcome.
      for (final Outcome each : Outcome.values()) {
        outcomes.putIfAbsent(each, 0);
      }
    }
    return outcomes;
  }

  private static Outcome judge(
      DamageTemplate template,
      ReplicaDirectory replica,
      Judge judge,
      SplittableRandom random,
      RandomDamage damage)
      throws IOException {
    try {
      return judge.judge(template, replica, random);
    } catch (LogDamageException refused) {
      assertThat(damage.hitsVote()).as("refused: %s", refused).isTrue();
      return Outcome.REFUSED;
    }
  }

  /** Opens, reads everything, repairs where that meets damage, and so on until all is read. */
  private Outcome judgeWithPeers(
      DamageTemplate template, ReplicaDirectory damaged, SplittableRandom random) {
    LogDamageException met = null;
    for (int round = 0; round < 6; round++) {
      try (ReplicaFiles files = open(damaged, met, true)) {
        met = template.read(files.log());
        if (met == null) {
          return outcome(template, files, random);
        }
      }
    }
    throw new AssertionError("damaged again and again: " + met);
  }

  private static ReplicaFiles open(
      ReplicaDirectory damaged, LogDamageException met, boolean hasPeers) {
    LogDamageException damage = met;
    if (met == null) {
      try {
        return damaged.open(DamageTemplate.SEGMENT_BYTES, 0);
      } catch (LogDamageException atOpen) {
        damage = atOpen;
      }
    }
    return new ReplicaRepair(damaged, DamageTemplate.BROKER_ID, "now")
        .open(damage, hasPeers, DamageTemplate.SEGMENT_BYTES, 0);
  }

  private static Outcome outcome(
      DamageTemplate template, ReplicaFiles files, SplittableRandom random) {
    final boolean isNewLife = files.voteFile().isDamaged();
    assertThat(files.voteFile().life() > 1).isEqualTo(isNewLife);
    final long lastIndex = files.log().lastIndex();
    if (!isNewLife) {
      assertWhole(lastIndex);
    }
    assertGoesOn(template, files, random);
    if (isNewLife) {
      return Outcome.REJOINS;
    }
    return lastIndex == DamageTemplate.ENTRIES ? Outcome.WHOLE : Outcome.TAIL_CUT;
  }

  private static void assertWhole(long lastIndex) {
    assertThat(lastIndex)
        .as("what was flushed is there")
        .isBetween((long) DamageTemplate.FLUSHED, (long) DamageTemplate.ENTRIES);
  }

  private static void assertGoesOn(
      DamageTemplate template, ReplicaFiles files, SplittableRandom random) {
    assertThat(files.voteFile().term()).isEqualTo(2);
    assertThat(files.voteFile().votedFor()).isEqualTo(3);
    if (random.nextInt(4) == 0) {
      final long before = files.log().lastIndex();
      template.append(files.log(), 3, 9);
      files.log().flush();
      assertThat(files.log().flushedIndex()).isEqualTo(before + 3);
    }
  }

  /** Opens and reads everything; where that meets damage, accepts the loss and reads the rest. */
  private Outcome judgeAlone(
      DamageTemplate template, ReplicaDirectory damaged, SplittableRandom random)
      throws IOException {
    LogDamageException met = null;
    try {
      // Once more where the hint beside the log was made anew.
      for (int round = 0; round < 2; round++) {
        try (ReplicaFiles files = open(damaged, met, false)) {
          met = template.read(files.log());
          if (met == null) {
            final long lastIndex = files.log().lastIndex();
            assertThat(files.voteFile().life()).isEqualTo(1);
            assertWhole(lastIndex);
            assertGoesOn(template, files, random);
            return lastIndex == DamageTemplate.ENTRIES ? Outcome.WHOLE : Outcome.TAIL_CUT;
          }
        }
      }
      throw new AssertionError("opened all the same, damaged as it is: " + met);
    } catch (LogDamageException refused) {
      assertThat(refused)
          .hasMessageFindingMatch("--accept-data-loss|votes cannot be known|missing beside a log");
      return acceptLoss(template, damaged, random);
    }
  }

  private static Outcome acceptLoss(
      DamageTemplate template, ReplicaDirectory damaged, SplittableRandom random)
      throws IOException {
    final RepairPlan plan;
    try (OfflineRepair repair = OfflineRepair.open(damaged.path().resolve("../..").normalize())) {
      plan = repair.examine(DamageTemplate.GROUP_ID);
      assertThat(plan.isNeeded()).isTrue();
      assertThat(plan.hasOtherVoters()).isFalse();
      repair.repair(plan, "accepted");
      assertThat(repair.examine(DamageTemplate.GROUP_ID).isNeeded()).isFalse();
    }
    try (ReplicaFiles files = damaged.open(DamageTemplate.SEGMENT_BYTES, 0)) {
      assertThat(template.read(files.log())).isNull();
      assertThat(files.voteFile().isRejoining()).isFalse();
      final long lastIndex = files.log().lastIndex();
      if (plan.losesEntries()) {
        assertThat(lastIndex).isEqualTo(plan.firstLostIndex() - 1);
      }
      if (!plan.isMarkLost()) {
        assertThat(Math.max(lastIndex, plan.losesEntries() ? plan.lastLostIndex() : 0))
            .as("flushed entries are there, or named: %s", plan)
            .isGreaterThanOrEqualTo(DamageTemplate.FLUSHED);
      }
      assertGoesOn(template, files, random);
    }
    return plan.losesEntries() ? Outcome.ACCEPTED_LOSS : Outcome.REPAIRED_WITHOUT_LOSS;
  }
}
