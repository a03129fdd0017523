package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogCursor;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What segments hold of the system is given back with them, however many come and go. */
class RetentionLeakTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(RetentionLeakTest.class);
  private static final long SEED = 3;
  private static final int ROLLS = 1_000;

  /** What is kept, the newest, and one that retention has not come to. */
  private static final int SEGMENTS = 6;

  private static final int WARM_UP_ROLLS = 50;
  private static final int READERS = 4;

  /** A segment takes two such batches. */
  private static final int RECORDS = 3_600;

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  @TempDir Path directory;
  private final List<LogCursor> readers = new ArrayList<>();
  private TestReplica leader;
  private long sequence;
  private long lost;

  @Test
  void aThousandRollsLeaveNothingOpen() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "the system has no /proc");
    try (TestGroup group = new TestGroup(directory, AckLevel.QUORUM_SYNC, SEED).found(1)) {
      leader = group.lead(1);
      leader.retain(new RetentionPolicy(0, 2 * TestReplica.SEGMENT_BYTES));
      for (int i = 0; i < READERS; i++) {
        readers.add(leader.get().newCursor());
      }
      roll(group, WARM_UP_ROLLS);
      awaitRetention(group);
      final long descriptors = count(DESCRIPTORS);
      final long mappings = ofThisTest(MAPPINGS);
      final long shared = count(SHARED_MEMORY);
      final long files = countBelow(directory);

      roll(group, ROLLS);
      awaitRetention(group);

      LOGGER.info(
          "{} rolls, {} entries, readers overtaken {} times: file descriptors {} to {}, mappings of"
              + " segments {} to {}, files {} to {}, in /dev/shm {} to {}",
          ROLLS,
          sequence / RECORDS,
          lost,
          descriptors,
          count(DESCRIPTORS),
          mappings,
          ofThisTest(MAPPINGS),
          files,
          countBelow(directory),
          shared,
          count(SHARED_MEMORY));
      assertThat(leader.get().log().firstIndex()).isGreaterThan(2L * ROLLS - 100);
      assertThat(ofThisTest(MAPPINGS)).isLessThanOrEqualTo(mappings + 4);
      assertThat(countBelow(directory)).isLessThanOrEqualTo(files + 8);
      assertThat(count(DESCRIPTORS)).isLessThanOrEqualTo(descriptors + 16);
      readers.forEach(LogCursor::close);
    }
    assertThat(ofThisTest(MAPPINGS)).isZero();
  }

  /** Housekeeping takes a step of each task in a cycle here, so it may be behind the rolls. */
  private void awaitRetention(TestGroup group) {
    group.await("old segments are gone", () -> leader.get().log().segments().size() <= SEGMENTS);
  }

  /** Rolls, with readers at several distances behind the end. */
  private void roll(TestGroup group, int rolls) {
    for (int i = 0; i < 2 * rolls; i++) {
      assertThat(leader.produce(sequence, RECORDS, i)).isEqualTo(ErrorCode.OK);
      sequence += RECORDS;
      leader.answers.clear();
      group.await("it is acknowledged", () -> !leader.answers.isEmpty());
      for (int reader = 0; reader < READERS; reader++) {
        if (i % (3 * reader + 1) == 0) {
          follow(readers.get(reader));
        }
      }
    }
  }

  private void follow(LogCursor reader) {
    while (reader.next()) {
      assertThat(reader.length()).isPositive();
    }
    if (reader.index() < leader.get().log().firstIndex()) {
      lost++;
      assertThat(reader.seek(leader.get().log().firstIndex())).isTrue();
    }
  }

  private static long count(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.count();
    }
  }

  private static long countBelow(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.count();
    }
  }

  private long ofThisTest(Path maps) throws IOException {
    final String name = directory.toString();
    try (Stream<String> lines = Files.lines(maps)) {
      return lines.filter(line -> line.contains(name)).count();
    }
  }
}
