package io.rafthold.log.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.Excerpt;
import io.rafthold.log.LogSettings;
import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of dropped segments, as they become files of new ones. */
class SegmentPoolTest {
  private static final int LENGTH = 1_000;
  private static final LogSettings SETTINGS = new LogSettings(5L << 20, 1 << 20);
  private static final SegmentLayout LAYOUT =
      SegmentLayout.of(SETTINGS.segmentBytes(), SETTINGS.maxBatchBytes());

  @TempDir Path directory;

  private final UnsafeBuffer batch = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 20));
  private int asked;
  private SegmentPool pool;
  private ChronicleSegmentStore store;

  @BeforeEach
  void open() {
    pool = SegmentPool.open(poolPlace(), 2, () -> asked++);
    store = new ChronicleSegmentStore(directory.resolve("segments"), 1, SETTINGS, pool);
  }

  @AfterEach
  void close() {
    store.close();
    pool.close();
  }

  private Path poolPlace() {
    return directory.resolve("pool");
  }

  private Path queueFile(long ordinal) {
    return directory
        .resolve("segments")
        .resolve(String.format("%020d", ordinal))
        .resolve(SingleCycle.FILE_NAME);
  }

  private Segment create(long ordinal) {
    return store.create(new SegmentDescriptor(ordinal, 1, 0, 0));
  }

  /** Fills a segment to the last byte, the room for the largest batch included. */
  private Segment full(long ordinal) {
    final Segment segment = create(ordinal);
    while (segment.usedBytes() < SETTINGS.segmentBytes()) {
      append(segment, 100_000, (byte) 0xA7);
    }
    append(segment, 1 << 19, (byte) 0xA7);
    segment.flush();
    return segment;
  }

  private void append(Segment segment, int length, byte content) {
    batch.setMemory(0, length, content);
    Batch.initialise(batch, 0, EntryType.DATA, -1, (short) -1, -1);
    batch.putInt(4, length);
    Batch.stamp(batch, 0, segment.liveCount() + 1, 1, segment.liveCount(), 1);
    segment.append(batch, 0, batch, 0, length);
  }

  private void clean() {
    int steps = 0;
    for (long bytes = pool.step(); bytes > 0; bytes = pool.step()) {
      assertThat(bytes).isLessThanOrEqualTo(4 << 20);
      assertThat(++steps).isLessThan(50);
    }
  }

  private void prepare() {
    int steps = 0;
    while (store.prepare() > 0) {
      assertThat(++steps).isLessThan(50);
    }
  }

  private List<String> pooled() throws IOException {
    try (Stream<Path> files = Files.list(poolPlace())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  @Test
  void aDroppedFileBecomesTheNextSegment() throws IOException {
    full(1).close();
    final Object inode = inode(queueFile(1));
    store.delete(1);
    assertThat(asked).isEqualTo(1);
    assertThat(pooled()).containsExactly("1.dirty");
    assertThat(store.ordinals()).isEmpty();

    clean();
    assertThat(pooled()).containsExactly("1.clean");
    prepare();
    assertThat(pooled()).isEmpty();

    try (Segment segment = create(2)) {
      assertThat(inode(queueFile(2))).isEqualTo(inode);
      assertThat(segment.scan().next(new Excerpt())).isFalse();
      append(segment, LENGTH, (byte) 1);
      segment.flush();
      segment.read(0, new Excerpt());
    }
  }

  @Test
  void aCleanFileIsByteForByteLikeANewOne() throws IOException {
    full(1).close();
    store.delete(1);
    clean();

    final Path clean = poolPlace().resolve("1.clean");
    assertThat(Files.size(clean)).isEqualTo(LAYOUT.fileBytes());
    assertThat(blocksBytes(clean))
        .isBetween(LAYOUT.preparedBytes(), LAYOUT.preparedBytes() + (64 << 10));
    final byte[] bytes = Files.readAllBytes(clean);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        throw new AssertionError("byte " + i + " is " + bytes[i]);
      }
    }
  }

  @Test
  void aRecycledSegmentIsByteForByteLikeANewOne() throws IOException {
    prepare();
    full(1).close();
    prepare();
    final byte[] fresh = Files.readAllBytes(queueFile(2));
    create(2).close();
    store.delete(1);
    clean();
    prepare();

    final byte[] recycled = Files.readAllBytes(queueFile(3));
    assertThat(recycled).hasSameSizeAs(fresh);
    for (int i = 0; i < fresh.length; i++) {
      if (recycled[i] != fresh[i]) {
        throw new AssertionError("byte " + i + " is " + recycled[i] + ", not " + fresh[i]);
      }
    }
  }

  private static long blocksBytes(Path file) throws IOException {
    final Process du = new ProcessBuilder("du", "-B1", file.toString()).start();
    final String output = new String(du.getInputStream().readAllBytes(), UTF_8);
    return Long.parseLong(output.substring(0, output.indexOf('\t')));
  }

  @Test
  void aFileThatIsBeingCleanedIsNotTaken() throws IOException {
    full(1).close();
    store.delete(1);
    pool.step();
    pool.step();

    prepare();

    assertThat(pooled()).containsExactly("1.dirty");
    assertThat(store.isPrepared()).isTrue();
  }

  @Test
  void noMoreThanTheLimitAreKept() throws IOException {
    for (long ordinal = 1; ordinal <= 4; ordinal++) {
      create(ordinal).close();
      store.delete(ordinal);
    }
    assertThat(pooled()).containsExactly("1.dirty", "2.dirty");
    assertThat(store.ordinals()).isEmpty();
    clean();
    create(5).close();
    store.delete(5);
    assertThat(pooled()).containsExactly("1.clean", "2.clean");
  }

  @Test
  void aFileThatSomebodyStillReadsIsDeletedAndNotUsedAgain() throws IOException {
    final Segment written = create(1);
    append(written, LENGTH, (byte) 0x55);
    try (Segment reader = store.open(1)) {
      written.close();
      store.delete(1);
      clean();

      assertThat(pooled()).isEmpty();
      assertThat(store.ordinals()).isEmpty();
      reader.limit(1);
      final Excerpt excerpt = new Excerpt();
      reader.read(0, excerpt);
      assertThat(excerpt.buffer().getByte(excerpt.position() + LENGTH - 1)).isEqualTo((byte) 0x55);
    }
  }

  @Test
  void aFileWithASecondNameIsLeftToThatOne() throws IOException {
    full(1).close();
    final Path copy = directory.resolve("copy");
    Files.createLink(copy, queueFile(1));
    final byte[] before = Files.readAllBytes(copy);

    store.delete(1);
    clean();

    assertThat(pooled()).isEmpty();
    assertThat(Files.readAllBytes(copy)).isEqualTo(before);
  }

  @Test
  void aFileThatCouldNotBeForcedIsNotUsedAgain() throws IOException {
    final Segment segment = create(1);
    final Path elsewhere = directory.resolve("elsewhere");
    Files.move(queueFile(1), elsewhere);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(segment::flush)).isNotNull();
    Files.move(elsewhere, queueFile(1));
    segment.close();

    store.delete(1);

    assertThat(pooled()).isEmpty();
  }

  @Test
  void filesOfAnotherSizeAreOfNoUse() throws IOException {
    final List<ChronicleSegmentStore> others = new ArrayList<>();
    others.add(
        new ChronicleSegmentStore(
            directory.resolve("other"), 1, new LogSettings(2L << 20, 1 << 20), pool));
    create(1).close();
    store.delete(1);
    clean();
    final ChronicleSegmentStore other = others.get(0);
    while (other.prepare() > 0) {
      assertThat(other.isPrepared()).isIn(false, true);
    }
    assertThat(pooled()).containsExactly("1.clean");
    other.close();
  }

  @Test
  void whatAnEarlierProcessLeftIsDeleted() throws IOException {
    full(1).close();
    store.delete(1);
    full(2).close();
    store.delete(2);
    clean();
    full(3).close();
    final SegmentPool next = SegmentPool.open(poolPlace(), 2, () -> {});
    assertThat(pooled()).isEmpty();
    next.close();
    assertThat(poolPlace()).doesNotExist();
  }

  @Test
  void aPoolOfNoneTakesNothing() {
    final SegmentPool none = SegmentPool.open(directory.resolve("none"), 0, () -> asked++);
    final ChronicleSegmentStore alone =
        new ChronicleSegmentStore(directory.resolve("alone"), 1, SETTINGS, none);
    alone.create(new SegmentDescriptor(1, 1, 0, 0)).close();
    alone.delete(1);
    assertThat(asked).isZero();
    assertThat(directory.resolve("none")).doesNotExist();
    alone.close();
    none.close();
  }
}
