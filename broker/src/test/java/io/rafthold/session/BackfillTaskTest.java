package io.rafthold.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogSettings;
import io.rafthold.log.RottenBody;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.log.chronicle.SegmentPool;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchReader;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.RecordsPushDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read ahead is what the log holds, whatever the log does meanwhile. */
class BackfillTaskTest {
  private static final int GROUP_ID = 7;
  private static final int MAX_BATCH_BYTES = 96 * 1024;
  private static final int MAX_MESSAGE_BYTES = 128 * 1024;
  private static final int MANY_STEPS = 100_000;
  private static final LogSettings SETTINGS =
      new LogSettings(LogSettings.MIN_SEGMENT_BYTES, MAX_BATCH_BYTES);
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  @TempDir Path directory;

  private final UnsafeBuffer batch =
      new UnsafeBuffer(ByteBuffer.allocateDirect(2 * MAX_BATCH_BYTES));
  private final RecordWriter writer = new RecordWriter();
  private final Sent sent = new Sent();
  private final ClientSession session = new ClientSession(1, sent);
  private SegmentPool pool;
  private SegmentedLog log;
  private long term = 1;

  /** Takes messages, and the indexes of the batches in them. */
  private static final class Sent implements ClientLink {
    private final List<Long> indexes = new ArrayList<>();
    private final BatchReader batches = new BatchReader();
    private final RecordsPushDecoder push = new RecordsPushDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    @Override
    public boolean offer(long sessionId, DirectBuffer buffer, int position, int length) {
      push.wrapAndApplyHeader(buffer, position, header);
      assertThat(push.endOffset()).isEqualTo(11);
      assertThat(push.durableOffset()).isEqualTo(10);
      batches.wrap(
          buffer,
          MessageFrame.dataPosition(buffer, position),
          MessageFrame.dataLength(buffer, position, length));
      while (batches.next()) {
        batches.verify();
        indexes.add(Batch.index(buffer, batches.position()));
      }
      return true;
    }

    @Override
    public int maxMessageLength() {
      return MAX_MESSAGE_BYTES;
    }

    @Override
    public void close(long sessionId) {
      throw new AssertionError("nobody closes the session");
    }
  }

  @BeforeEach
  void open() {
    pool = SegmentPool.open(directory.resolve("pool"), 4, () -> {});
    log =
        SegmentedLog.open(
            new ChronicleSegmentStore(directory.resolve("log"), GROUP_ID, SETTINGS, pool),
            SETTINGS,
            0);
  }

  @AfterEach
  void close() {
    log.close();
    pool.close();
  }

  private void append(EntryType type, int bytes) {
    Batch.initialise(batch, 0, type, Batch.NO_PRODUCER, (short) -1, Batch.NO_PRODUCER);
    int end = Batch.HEADER_LENGTH;
    if (type == EntryType.DATA) {
      writer.wrap(batch, end);
      writer.endKey(-1);
      writer.endValue(bytes);
      end += writer.end();
    }
    Batch.sealBody(batch, 0, end, type == EntryType.DATA ? 1 : 0);
    Batch.stamp(batch, 0, log.lastIndex() + 1, term, log.endOffset(), log.lastIndex() + 1);
    log.append(batch, 0, batch, 0, end);
  }

  private BackfillTask task(long from, long end) {
    return new BackfillTask(
        log.files(), List.copyOf(log.segments()), from, end, sent.maxMessageLength());
  }

  /** Steps and sends in turn until nothing more comes; returns the index behind what came. */
  private long drain(BackfillTask task, Random random) {
    long reached = 0;
    for (int i = 0; i < MANY_STEPS && reached < task.endIndex() && !task.hasFailed(); i++) {
      for (int steps = random.nextInt(4); steps > 0; steps--) {
        task.step(i);
      }
      for (BackfillBlock block = task.ready();
          block != null && random.nextInt(4) > 0;
          block = task.ready()) {
        if (!block.content().isEmpty()) {
          assertThat(block.content().offer(session, 5, 11, 10)).isTrue();
          assertThat(block.nextOffset()).isPositive();
        }
        reached = block.nextIndex();
        task.giveBack();
      }
    }
    return reached;
  }

  private List<Long> dataEntries(long from, long end) {
    final List<Long> indexes = new ArrayList<>();
    try (LogCursor cursor = log.newCursor()) {
      for (long index = from; index < end; index++) {
        assertThat(cursor.seek(index)).isTrue();
        if (Batch.entryType(cursor.buffer(), cursor.position()) == EntryType.DATA) {
          indexes.add(index);
        }
      }
    }
    return indexes;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void readsEachEntryOnceOverRollsAndTruncations(long number) {
    final long seed = number == 0 ? System.nanoTime() : number;
    final Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      final boolean isLarge = random.nextInt(20) == 0;
      append(
          random.nextInt(5) == 0 ? EntryType.NO_OP : EntryType.DATA,
          isLarge ? random.nextInt(80_000) : random.nextInt(2_000));
      if (random.nextInt(40) == 0) {
        term++;
        log.truncateFrom(Math.max(1, log.lastIndex() - random.nextInt(10)));
      }
    }
    final long end = log.openSegmentIndex();
    final long from = 1L + random.nextInt((int) end - 1);
    final BackfillTask task = task(from, end);

    assertThat(drain(task, random)).as("seed %d", seed).isEqualTo(end);
    assertThat(task.hasFailed()).as("seed %d", seed).isFalse();
    assertThat(sent.indexes).as("seed %d", seed).isEqualTo(dataEntries(from, end));
    task.close();
  }

  @Test
  void sendsNothingOfAnEntryWhoseBodyHasRotted() throws IOException {
    for (int i = 0; i < 100; i++) {
      append(EntryType.DATA, 1_000);
    }
    log.flush();
    final long rotten =
        RottenBody.inFirstSegment(log, directory.resolve("log"), EntryType.DATA, 30);
    final BackfillTask task = task(1, log.openSegmentIndex());

    assertThat(drain(task, new Random(1))).isLessThanOrEqualTo(rotten);

    assertThat(task.hasFailed()).isTrue();
    assertThat(sent.indexes).doesNotContain(rotten);
    task.close();
    final BackfillTask behind = task(rotten + 1, log.openSegmentIndex());
    assertThat(drain(behind, new Random(1))).isEqualTo(log.openSegmentIndex());
    behind.close();
  }

  @Test
  void endsWhereASegmentIsGone() {
    for (int i = 0; i < 100; i++) {
      append(EntryType.DATA, 4_000);
    }
    log.flush();
    final BackfillTask task = task(1, log.openSegmentIndex());
    task.step(0);
    task.step(0);
    log.dropBefore(log.openSegmentIndex());
    log.upkeep().isDue(true);
    for (int i = 0; i < 100; i++) {
      log.upkeep().step();
      pool.step();
    }

    final long reached = drain(task, new Random(1));

    assertThat(task.hasFailed()).isTrue();
    for (int i = 0; i < sent.indexes.size(); i++) {
      assertThat(sent.indexes.get(i)).isEqualTo(i + 1L);
    }
    assertThat(reached).isLessThan(task.endIndex());
    task.close();
  }

  @Test
  void mapsNothingOnceItIsClosed() throws IOException {
    for (int i = 0; i < 100; i++) {
      append(EntryType.DATA, 4_000);
    }
    final long before = mappings();
    final BackfillTask task = task(1, log.openSegmentIndex());
    task.step(0);
    assertThat(mappings()).isGreaterThan(before);

    task.close();
    assertThat(mappings()).isEqualTo(before);
    assertThat(task.step(1)).isZero();
    task.close();
  }

  private long mappings() throws IOException {
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return lines.filter(line -> line.contains(directory.toString())).count();
    }
  }
}
