package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.log.chronicle.ChronicleSegmentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogVerifierTest {
  private static final int BROKERS = 3;
  private static final int ENTRIES = 1_000;

  @TempDir Path directory;

  private final Batches batches = new Batches();

  /** What a test does with the log of one replica. */
  private interface Filling {
    void fill(SegmentedLog log);
  }

  private Path segments(int broker) {
    return directory.resolve("broker-" + broker).resolve("groups/7/segments");
  }

  private void fill(int broker, long commitIndex, Filling filling) {
    final Path segments = segments(broker);
    try (SegmentedLog log = LogDirectory.open(segments);
        ProgressFile progress =
            ProgressFile.open(segments.resolveSibling("progress"), LogDirectory.GROUP_ID)) {
      filling.fill(log);
      progress.write(Math.max(log.flushedIndex(), commitIndex), commitIndex);
    }
  }

  private void fillAll() {
    for (int broker = 0; broker < BROKERS; broker++) {
      final int number = broker;
      fill(
          broker,
          ENTRIES - 10L * broker,
          log -> {
            batches.append(log, 1, ENTRIES);
            log.flush();
            batches.append(log, 2 + number, 5 * number); // uncommitted tails differ
          });
    }
  }

  private GroupVerification verify() {
    final List<Path> brokers = new ArrayList<>();
    for (int broker = 0; broker < BROKERS; broker++) {
      brokers.add(directory.resolve("broker-" + broker));
    }
    final List<GroupVerification> results = new LogVerifier(new LogAlone()).verify(brokers);
    assertThat(results).hasSize(1);
    assertThat(results.get(0).groupId()).isEqualTo(LogDirectory.GROUP_ID);
    return results.get(0);
  }

  @Test
  void findsReplicasIdenticalUpToTheCommitIndexAndTouchesNothing() throws IOException {
    fillAll();
    final Map<String, FileTime> before = listing();
    final GroupVerification result = verify();
    assertThat(result.isSound()).isTrue();
    assertThat(result.isComplete()).isTrue();
    assertThat(result.commitIndex()).isEqualTo(ENTRIES);
    assertThat(result.entryCount()).isEqualTo(ENTRIES);
    assertThat(result.recordCount()).isEqualTo(ENTRIES);
    assertThat(result.byteCount()).isEqualTo(ENTRIES * 172L);
    assertThat(result.replicas().get(2).lastIndex()).isEqualTo(ENTRIES + 10);
    assertThat(result.summary())
        .startsWith("group 7: ok, 1000 entries, 1000 records, 172000 bytes compared in 3 replicas")
        .contains("indexes 1 to 1010, end offset 1010, flushed 1000, committed 980");
    assertThat(listing()).isEqualTo(before);
  }

  private Map<String, FileTime> listing() throws IOException {
    final Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (final Path file : files.toList()) {
        times.put(file.toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void takesAReplicaThatIsBehindUpToItsOwnEnd() {
    fillAll();
    fill(2, 0, log -> log.truncateFrom(301));
    final GroupVerification result = verify();
    assertThat(result.isSound()).isTrue();
    assertThat(result.entryCount()).isEqualTo(ENTRIES);
    assertThat(result.replicas().get(2).lastIndex()).isEqualTo(300);
    assertThat(result.isComplete()).isFalse();
    assertThat(result.summary())
        .startsWith("group 7: incomplete")
        .contains(
            "broker directory "
                + directory.resolve("broker-2")
                + " is behind: ends at index 300 of 1000");
  }

  @Test
  void callsAReplicaThatEndsBelowItsOwnCommitIndexDamaged() {
    fillAll();
    fill(2, 980, log -> log.truncateFrom(301));
    final GroupVerification result = verify();
    assertThat(result.isSound()).isFalse();
    final List<LogDamageException> damages = result.replicas().get(2).damages();
    assertThat(damages).hasSize(1);
    assertThat(damages.get(0).index()).isEqualTo(301);
    assertThat(damages.get(0)).hasMessageContaining("entries up to 980 had been committed");
  }

  @Test
  void namesADirectoryWithoutTheGroup() throws IOException {
    fillAll();
    final Path empty = directory.resolve("broker-" + BROKERS);
    Files.createDirectories(empty.resolve("groups"));
    final GroupVerification result =
        new LogVerifier(new LogAlone())
            .verify(List.of(directory.resolve("broker-0"), empty))
            .get(0);
    assertThat(result.isSound()).isTrue();
    assertThat(result.isComplete()).isFalse();
    assertThat(result.summary())
        .contains("broker directory " + empty + " has no replica of group 7");
  }

  @Test
  void findsAFlippedBit() throws IOException {
    fillAll();
    final Path file = LogFiles.queueFile(segments(1), 0);
    LogFiles.flipBit(file, LogFiles.positionOf(file, 49) + 100);
    final GroupVerification result = verify();
    assertThat(result.isSound()).isFalse();
    assertThat(result.difference()).isNull();
    final List<LogDamageException> damages = result.replicas().get(1).damages();
    assertThat(damages).hasSize(1);
    assertThat(damages.get(0).index()).isEqualTo(50);
    assertThat(damages.get(0)).hasMessageContaining("body CRC does not match");
    assertThat(result.summary()).contains("NOT OK").contains("damage: segment " + segments(1));
  }

  @Test
  void findsADifference() {
    fillAll();
    fill(
        1,
        ENTRIES,
        log -> {
          log.truncateFrom(901);
          batches.append(log, 9, 150);
          log.flush();
        });
    final GroupVerification result = verify();
    assertThat(result.isSound()).isFalse();
    assertThat(result.difference().index()).isEqualTo(901);
    assertThat(result.difference().one()).contains("broker-0").contains("index 901, term 1");
    assertThat(result.difference().other()).contains("broker-1").contains("index 901, term 9");
    assertThat(result.summary()).contains("differ at index 901");
  }

  @Test
  void doesNotCallATornTailDamage() throws IOException {
    fillAll();
    final Path file = LogFiles.queueFile(segments(2), 2);
    final int lastOfSegment = Math.toIntExact(countEntries(file)) - 1;
    LogFiles.garbage(file, LogFiles.positionOf(file, lastOfSegment), 100, 1);
    final GroupVerification result = verify();
    assertThat(result.isSound()).isTrue();
    assertThat(result.replicas().get(2).lastIndex()).isEqualTo(ENTRIES + 9);
    assertThat(result.replicas().get(2).tail()).contains("index " + (ENTRIES + 10));
  }

  private static long countEntries(Path queueFile) {
    try (var store =
            ChronicleSegmentStore.readOnly(
                queueFile.getParent().getParent(), LogDirectory.GROUP_ID);
        Segment segment =
            store.open(Long.parseLong(queueFile.getParent().getFileName().toString()))) {
      final ExcerptScanner scanner = segment.scan();
      final Excerpt excerpt = new Excerpt();
      long count = 0;
      while (scanner.next(excerpt)) {
        count++;
      }
      return count;
    }
  }

  @Test
  void refusesWhatIsNotADataDirectory() {
    assertThatThrownBy(() -> new LogVerifier(new LogAlone()).verify(List.of(directory)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(directory + " is not a broker's data directory");
  }

  /** A log with its progress file, and nothing else beside it. */
  private static final class LogAlone implements LogVerifier.StoreOpener {
    @Override
    public SegmentStore open(Path segments, int groupId) {
      return ChronicleSegmentStore.readOnly(segments, groupId);
    }

    @Override
    public KnownLog known(Path replica, int groupId, Consumer<LogDamageException> damages) {
      final Path file = replica.resolve("progress");
      if (Files.exists(file)) {
        try (ProgressFile progress = ProgressFile.openReadOnly(file, groupId)) {
          return KnownLog.of(progress.flushedIndex());
        } catch (LogDamageException damage) {
          damages.accept(damage);
        }
      }
      return KnownLog.of(0);
    }
  }
}
