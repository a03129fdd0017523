package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.Start;
import io.rafthold.client.local.LocalTailer;
import io.rafthold.protocol.storage.DataLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Tailers over segments that come, go, and come again under other names. */
class LocalTailerLeakTest {
  private static final int ROLLS = 400;
  private static final int WARM_UP_ROLLS = 30;
  private static final int TAILERS = 4;
  private static final int KEPT_SEGMENTS = 3;

  /** A segment takes six such entries. */
  private static final int ENTRIES_A_ROLL = 7;

  private static final int PADDING = 10_000;
  private static final int POOL_STEPS = 100;
  private static final int MANY = 1_000_000;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  @TempDir Path directory;

  private final List<LocalTailer> tailers = new ArrayList<>();
  private PublishedLog broker;
  private long given;
  private long overtaken;

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      broker.append(1, 1, PADDING, broker.lastIndex() + 1);
    }
  }

  private void roll() {
    append(ENTRIES_A_ROLL);
    broker.flush();
    broker.commit(broker.lastIndex());
    broker.dropBefore(broker.lastIndex() - (long) KEPT_SEGMENTS * ENTRIES_A_ROLL);
    broker.keepHouse(POOL_STEPS);
  }

  private void roll(int times) {
    for (int i = 0; i < times; i++) {
      roll();
      for (int tailer = 0; tailer < TAILERS; tailer++) {
        if (i % (3 * tailer + 1) == 0) {
          follow(tailers.get(tailer));
        }
      }
    }
  }

  private void follow(LocalTailer tailer) {
    try {
      given += tailer.poll(record -> assertThat(record.valueLength()).isPositive(), MANY);
    } catch (final OffsetOutOfRangeException e) {
      overtaken++;
      assertThat(e.startOffset()).isEqualTo(broker.startOffset());
      tailer.seek(Start.offset(e.startOffset()));
    }
  }

  @Test
  void hundredsOfRollsLeaveNothingOpen(TestReporter reporter) throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "the system has no /proc");
    broker = new PublishedLog(directory);
    try {
      for (int i = 0; i < TAILERS; i++) {
        tailers.add(LocalTailer.open(directory, PublishedLog.TOPIC, PublishedLog.PARTITION));
      }
      roll(WARM_UP_ROLLS);
      final long descriptors = descriptors();
      final long mappings = mappings();

      roll(ROLLS);

      reporter.publishEntry(
          "rolls " + ROLLS,
          given
              + " records given, overtaken "
              + overtaken
              + " times: file descriptors "
              + descriptors
              + " to "
              + descriptors()
              + ", mappings "
              + mappings
              + " to "
              + mappings());
      assertThat(overtaken).isPositive();
      assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 8);
      assertThat(mappings()).isLessThanOrEqualTo(mappings + 8);
      tailers.forEach(LocalTailer::close);
      tailers.forEach(LocalTailer::close);
    } finally {
      broker.close();
    }
    assertThat(mappings()).isZero();
  }

  @Test
  void whoStandsInAFileThatIsUsedAgainIsToldTheStart(TestReporter reporter) throws IOException {
    broker = new PublishedLog(directory);
    try (LocalTailer tailer =
        LocalTailer.open(directory, PublishedLog.TOPIC, PublishedLog.PARTITION, true)) {
      int reused = 0;
      for (int round = 0; round < 20; round++) {
        append(ENTRIES_A_ROLL);
        broker.commit(broker.lastIndex());
        tailer.seek(Start.earliest());
        assertThat(tailer.poll(record -> {}, 1)).isEqualTo(1);
        final Map<Object, String> before = segments();

        for (int i = 0; i < 2 * KEPT_SEGMENTS; i++) {
          roll();
        }
        final long position = tailer.position();
        for (final Map.Entry<Object, String> now : segments().entrySet()) {
          final String name = before.get(now.getKey());
          reused += name != null && !name.equals(now.getValue()) ? 1 : 0;
        }

        assertThatThrownBy(() -> tailer.poll(record -> given++, MANY))
            .isInstanceOfSatisfying(
                OffsetOutOfRangeException.class,
                e -> {
                  assertThat(e.offset()).isEqualTo(position);
                  assertThat(e.startOffset()).isEqualTo(broker.startOffset());
                });
        assertThat(given).isZero();
      }
      assertThat(reused).isPositive();
      reporter.publishEntry("files used again under a tailer", Integer.toString(reused));
    } finally {
      broker.close();
    }
  }

  /** The names of all segments, by the files that hold their entries. */
  private Map<Object, String> segments() throws IOException {
    final Map<Object, String> names = new HashMap<>();
    try (Stream<Path> groups = Files.list(DataLayout.groups(directory));
        Stream<Path> all = Files.list(DataLayout.segments(groups.findFirst().orElseThrow()))) {
      for (final Path segment : all.toList()) {
        final Path entries = segment.resolve(DataLayout.ENTRIES_NAME);
        if (Files.exists(entries)) {
          names.put(
              Files.readAttributes(entries, BasicFileAttributes.class).fileKey(),
              segment.getFileName().toString());
        }
      }
    }
    return names;
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> files = Files.list(DESCRIPTORS)) {
      return files.count();
    }
  }

  private long mappings() throws IOException {
    final String name = directory.toString();
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return lines.filter(line -> line.contains(name)).count();
    }
  }
}
