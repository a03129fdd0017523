package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random damage to the files of one replica that has peers. Some with each build; {@code
 * -Dcorruption.runs=10000} for more, {@code -Dcorruption.seed=N} for the one that a failure names.
 *
 * <p><b>What must hold</b>, for a log of which entries up to {@value #FLUSHED} were flushed:
 *
 * <ul>
 *   <li>Opening, repairing and reading end, with the files or with {@link LogDamageException}: no
 *       other failure, no fault of the process.
 *   <li>An entry that is read is byte for byte the one that was appended there.
 *   <li>Every flushed entry is there, or the replica is in a new life that rejoins.
 *   <li>Term and vote are the last ones that were written; else the replica does not open, and only
 *       where its vote file is damaged.
 *   <li>What a repaired log reads, it reads again when it is opened again; and it takes appends.
 * </ul>
 */
@Timeout(1_800)
class CorruptionTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(CorruptionTest.class);
  private static final int RUNS = Integer.getInteger("corruption.runs", 120);
  private static final int GROUP_ID = 5;
  private static final int MAX_BATCH_BYTES = 16 * 1024;
  private static final long SEGMENT_BYTES = 64 * 1024;
  private static final int FLUSHED = 180;
  private static final int ENTRIES = 200;
  private static final int PAGE = 4_096;

  /** A small file may lose a page; two would be two accidents. */
  private static final int QUEUE_RANGE = 64 * 1024;

  private enum Kind {
    FLIP,
    ZERO,
    GARBAGE,
    TRUNCATE,
    DELETE,
    APPEND
  }

  private enum Outcome {
    WHOLE,
    TAIL_CUT,
    REJOINS,
    REFUSED
  }

  @TempDir Path directory;

  private final byte[][] entries = new byte[ENTRIES + 1][];
  private Path template;

  @BeforeEach
  void fill() throws IOException {
    template = directory.resolve("template/5");
    final ReplicaDirectory made = new ReplicaDirectory(template, GROUP_ID, MAX_BATCH_BYTES);
    try (ReplicaFiles files = made.open(SEGMENT_BYTES, 0)) {
      files.voteFile().write(1, 4);
      append(files.log(), FLUSHED / 2, 1);
      files.log().flush();
      files.voteFile().write(2, 3);
      append(files.log(), FLUSHED - FLUSHED / 2, 2);
      files.log().flush();
      files.progressFile().write(FLUSHED, FLUSHED);
      append(files.log(), ENTRIES - FLUSHED, 2);
    }
  }

  private void append(ReplicaLog log, int count, long term) {
    for (int i = 0; i < count; i++) {
      final int index = (int) log.lastIndex() + 1;
      final byte[] bytes = new byte[Batch.HEADER_LENGTH + 200 + index % 17 * 130];
      final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
      new SplittableRandom(index).nextBytes(bytes);
      Batch.initialise(buffer, 0, EntryType.DATA, -1, (short) -1, -1);
      Batch.sealBody(buffer, 0, bytes.length, 1);
      Batch.stamp(buffer, 0, index, term, log.endOffset(), index);
      log.append(buffer, 0, buffer, 0, bytes.length);
      if (index <= ENTRIES && entries[index] == null) {
        entries[index] = bytes;
      }
    }
  }

  @Test
  void nothingWrongIsEverRead() throws IOException {
    final Long only = Long.getLong("corruption.seed");
    final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    final long first = only == null ? 0 : only;
    for (long seed = first; seed < (only == null ? RUNS : only + 1); seed++) {
      final List<String> damages = new ArrayList<>();
      try {
        outcomes.merge(run(seed, damages), 1, Integer::sum);
      } catch (RuntimeException | Error failure) {
        throw new AssertionError(
            "-Dcorruption.seed=" + seed + ", after " + damages + ": " + failure, failure);
      }
    }
    LOGGER.info("seeds {} to {}: {}", first, first + RUNS - 1, outcomes);
    if (only == null) {
      assertThat(outcomes).containsKeys(Outcome.WHOLE, Outcome.TAIL_CUT, Outcome.REJOINS);
    }
  }

  private Outcome run(long seed, List<String> damages) throws IOException {
    final SplittableRandom random = new SplittableRandom(seed);
    final Path place = directory.resolve("run/5");
    copy(template, place);
    boolean hitsVote = false;
    final int count = random.nextInt(10) < 7 ? 1 : 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      final Path file = choose(place, random);
      final boolean isVote = file.endsWith("vote");
      if (!isVote || !hitsVote) {
        damages.add(inflict(file, isVote, random));
      }
      hitsVote |= isVote;
    }
    final ReplicaDirectory damaged = new ReplicaDirectory(place, GROUP_ID, MAX_BATCH_BYTES);
    try {
      return judge(damaged, random);
    } catch (LogDamageException refused) {
      assertThat(hitsVote).as("refused: %s", refused).isTrue();
      return Outcome.REFUSED;
    } finally {
      delete(place);
    }
  }

  /** Opens, reads everything, repairs where that meets damage, and so on until all is read. */
  private Outcome judge(ReplicaDirectory damaged, SplittableRandom random) {
    LogDamageException met = null;
    for (int round = 0; round < 6; round++) {
      try (ReplicaFiles files = open(damaged, met)) {
        met = read(files.log());
        if (met == null) {
          return outcome(files, random);
        }
      }
    }
    throw new AssertionError("damaged again and again: " + met);
  }

  private static ReplicaFiles open(ReplicaDirectory damaged, LogDamageException met) {
    try {
      if (met == null) {
        return damaged.open(SEGMENT_BYTES, 0);
      }
    } catch (LogDamageException atOpen) {
      return new ReplicaRepair(damaged, 1, "now").open(atOpen, true, SEGMENT_BYTES, 0);
    }
    return new ReplicaRepair(damaged, 1, "now").open(met, true, SEGMENT_BYTES, 0);
  }

  private LogDamageException read(ReplicaLog log) {
    assertThat(log.firstIndex()).isEqualTo(1);
    try (LogCursor cursor = log.newCursor()) {
      for (boolean isThere = cursor.seek(1); isThere; isThere = cursor.next()) {
        final byte[] read = new byte[cursor.length()];
        cursor.buffer().getBytes(cursor.position(), read);
        assertThat(read).as("entry %d", cursor.index()).isEqualTo(entries[(int) cursor.index()]);
      }
      return null;
    } catch (LogDamageException damage) {
      return damage;
    }
  }

  private Outcome outcome(ReplicaFiles files, SplittableRandom random) {
    final long lastIndex = files.log().lastIndex();
    assertThat(files.voteFile().term()).isEqualTo(2);
    assertThat(files.voteFile().votedFor()).isEqualTo(3);
    final boolean isNewLife = files.voteFile().isDamaged();
    assertThat(files.voteFile().life() > 1).isEqualTo(isNewLife);
    if (!isNewLife) {
      assertThat(lastIndex).as("what was flushed is there").isBetween((long) FLUSHED, 200L);
    }
    if (random.nextInt(4) == 0) {
      final long before = files.log().lastIndex();
      append(files.log(), 3, 9);
      files.log().flush();
      assertThat(files.log().flushedIndex()).isEqualTo(before + 3);
    }
    if (isNewLife) {
      return Outcome.REJOINS;
    }
    return lastIndex == ENTRIES ? Outcome.WHOLE : Outcome.TAIL_CUT;
  }

  private static Path choose(Path place, SplittableRandom random) throws IOException {
    final List<Path> queues = files(place, ".cq4");
    final List<Path> all = files(place, "");
    final List<Path> from = queues.isEmpty() || random.nextInt(10) < 4 ? all : queues;
    return from.get(random.nextInt(from.size()));
  }

  private static List<Path> files(Path place, String suffix) throws IOException {
    try (Stream<Path> walk = Files.walk(place)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(suffix))
          .sorted()
          .toList();
    }
  }

  private static String inflict(Path file, boolean isVote, SplittableRandom random)
      throws IOException {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    if (random.nextBoolean() && (kind == Kind.DELETE || kind == Kind.APPEND)) {
      kind = Kind.FLIP;
    }
    final long used = used(file);
    final long at = random.nextLong(Math.max(1, used));
    final int range = file.toString().endsWith(".cq4") ? QUEUE_RANGE : PAGE;
    final int length = 1 + random.nextInt(random.nextBoolean() ? 64 : range);
    switch (kind) {
      case DELETE -> Files.delete(file);
      case TRUNCATE -> {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
          cut.setLength(at);
        }
      }
      case FLIP -> flip(file, at, isVote ? 1 : 1 + random.nextInt(4), random);
      case ZERO -> write(file, at, new byte[length]);
      case GARBAGE -> {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        write(file, at, bytes);
      }
      case APPEND -> {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        write(file, Files.size(file), bytes);
      }
    }
    return kind + " " + file + " at " + at + " of " + used + ", " + length + " bytes";
  }

  /** Where anything is written: the rest of a queue file is a hole. */
  private static long used(Path file) throws IOException {
    final byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end < bytes.length ? end + 8L : end;
  }

  private static void flip(Path file, long at, int count, SplittableRandom random)
      throws IOException {
    try (RandomAccessFile flipped = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < count; i++) {
        final long each = Math.min(at + i * 40L, Math.max(0, flipped.length() - 1));
        flipped.seek(each);
        final int before = Math.max(0, flipped.read());
        flipped.seek(each);
        flipped.write(before ^ (1 << random.nextInt(8)));
      }
    }
  }

  private static void write(Path file, long at, byte[] bytes) throws IOException {
    try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "rw")) {
      final boolean appends = at >= written.length();
      final long room = written.length() - at;
      written.seek(at);
      written.write(bytes, 0, (int) (appends ? bytes.length : Math.min(bytes.length, room)));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (final Path each : walk.toList()) {
        final Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> walk = Files.walk(place)) {
      for (final Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
