package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogSettings;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.RottenBody;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What producers have sent and how far consumer groups have come: a state and the entries behind it
 * say the same as all entries: at each roll of random logs, also over the bytes of an install, and
 * whichever state a restart finds.
 */
class StateReplayTest {
  private static final int GROUP_ID = 5;
  private static final long SEGMENT_BYTES = LogSettings.MIN_SEGMENT_BYTES;
  private static final LogSettings SETTINGS = new LogSettings(SEGMENT_BYTES, 64 * 1024);
  private static final Membership MEMBERSHIP = Membership.of(1, 1, 2, 3);

  @TempDir Path directory;
  private final Map<Long, Long> nextSequences = new HashMap<>();
  private StateDecoder decoder;

  @Test
  void eachStateWithTheEntriesBehindItSaysWhatAllEntriesSay() {
    for (long seed = 1; seed <= 4; seed++) {
      final SplittableRandom random = new SplittableRandom(seed);
      decoder =
          new StateDecoder(
              1, new ProducerLimits(200 + random.nextInt(2_000), 3 + random.nextInt(20), 64 + 200));
      nextSequences.clear();
      try (ReplicaLog log = open(directory.resolve("log-" + seed))) {
        fill(log, random);
        makeStates(log);
        checkStates(log, seed);
      }
      // A restart sees the same.
      try (ReplicaLog log = open(directory.resolve("log-" + seed))) {
        checkStates(log, seed);
      }
    }
  }

  @Test
  void aRottenBodyCountsWhereItIsNeeded() throws IOException {
    decoder = new StateDecoder(1, new ProducerLimits(1_000, 20, 256));
    final Path path = directory.resolve("rotten");
    try (ReplicaLog log = open(path)) {
      fill(log, new SplittableRandom(1));
      RottenBody.inFirstSegment(log, path, EntryType.DATA, 1);
      try (StateWalk walk = walk(log, 0)) {
        while (!walk.isDone()) {
          walk.step();
        }
      }
      RottenBody.inFirstSegment(log, path, EntryType.CURSOR, 1);
      try (StateWalk walk = walk(log, 0)) {
        assertThatThrownBy(
                () -> {
                  while (!walk.isDone()) {
                    walk.step();
                  }
                })
            .isInstanceOf(LogDamageException.class)
            .hasMessageContaining("body CRC does not match");
      }
    }
  }

  private static ReplicaLog open(Path path) {
    return SegmentedLog.open(
        new ChronicleSegmentStore(path, GROUP_ID, SEGMENT_BYTES, SETTINGS.maxBatchBytes()),
        SETTINGS,
        0);
  }

  private void fill(ReplicaLog log, SplittableRandom random) {
    long timeNs = 1_000;
    while (log.segments().size() < 8) {
      if (random.nextInt(20) == 0) {
        appendCursor(log, random, timeNs);
      }
      timeNs += random.nextInt(30) == 0 ? random.nextInt(2_000) : random.nextInt(10);
      final long id = 1L + random.nextInt(30) + log.lastIndex() / 100;
      final long sequence = nextSequences.getOrDefault(id, 0L);
      final int records = 1 + random.nextInt(60);
      final UnsafeBuffer batch =
          random.nextInt(10) == 0
              ? Batches.of(Batch.NO_PRODUCER, -1, Batch.NO_PRODUCER, records, 7)
              : Batches.of(id, 0, sequence, records, 7);
      Batch.stamp(batch, 0, log.lastIndex() + 1, 1, log.endOffset(), timeNs);
      log.append(batch, 0, batch, 0, batch.capacity());
      if (Batch.producerId(batch, 0) == id) {
        nextSequences.put(id, sequence + records);
      }
    }
    log.flush();
  }

  private static void appendCursor(ReplicaLog log, SplittableRandom random, long timeNs) {
    final CursorAction[] actions = {CursorAction.CLAIM, CursorAction.COMMIT, CursorAction.DELETE};
    final UnsafeBuffer body = new UnsafeBuffer(new byte[CursorCodec.MAX_LENGTH]);
    final int length =
        new CursorCodec()
            .encode(
                body,
                new CursorMove(
                    actions[random.nextInt(actions.length)],
                    "group-" + random.nextInt(12),
                    random.nextLong(),
                    random.nextInt(9),
                    random.nextInt(5),
                    random.nextInt(1_000)));
    new LeaderAppender(log).appendControl(EntryType.CURSOR, body, 0, length, 1, timeNs);
  }

  private void makeStates(ReplicaLog log) {
    for (int i = 0; i + 1 < log.segments().size(); i++) {
      try (StateWalk walk = walk(log, i)) {
        while (!walk.isDone()) {
          assertThat(walk.step()).isPositive();
        }
        assertThat(walk.isWithoutBase()).isFalse();
      }
    }
  }

  private StateWalk walk(ReplicaLog log, int place) {
    final List<SegmentDescriptor> segments = log.segments();
    return new StateWalk(
        log.files(),
        decoder,
        segments.get(place),
        segments.get(place + 1),
        null,
        MembershipLog.of(MEMBERSHIP));
  }

  private void checkStates(ReplicaLog log, long seed) {
    final byte[] whole = bytes(replay(log, decoder.blankTables(), 1, log.lastIndex()));
    int states = 0;
    for (final SegmentDescriptor segment : log.segments()) {
      final StartState state = KeptStates.read(log.files(), segment, decoder);
      if (state != null) {
        states++;
        final long index = segment.baseIndex() - 1;
        final DerivedTables upToThere = replay(log, decoder.blankTables(), 1, index);
        assertThat(bytes(state.tables()))
            .as("the state at entry %d of seed %d", index, seed)
            .isEqualTo(bytes(upToThere));
        assertThat(state.nextOffset()).isEqualTo(log.nextOffsetAt(index));
        final StartState sent = decoder.decode(state.encode(), "an install");
        assertThat(bytes(replay(log, sent.tables(), index + 1, log.lastIndex())))
            .as("from the state at entry %d of seed %d", index, seed)
            .isEqualTo(whole);
      }
    }
    assertThat(states).isGreaterThanOrEqualTo(7);
    final StartState newest = KeptStates.newest(log, null, decoder, StateReplayTest::unexpected);
    final DerivedIndex restarted = new DerivedIndex(log, decoder, CommittedEntryHandler.NONE);
    restarted.startFrom(newest);
    while (restarted.appliedIndex() < log.lastIndex()) {
      restarted.advance(log.lastIndex());
    }
    assertThat(restarted.appliedOffset()).isEqualTo(log.endOffset());
    restarted.close();
  }

  private static void unexpected(LogDamageException damage) {
    throw damage;
  }

  private static DerivedTables replay(ReplicaLog log, DerivedTables table, long from, long to) {
    try (LogCursor cursor = log.newCursor()) {
      for (long index = from; index <= to; index++) {
        assertThat((cursor.index() + 1 == index && cursor.next()) || cursor.seek(index)).isTrue();
        table.apply(cursor.buffer(), cursor.position());
      }
    }
    return table;
  }

  private static byte[] bytes(DerivedTables table) {
    final ByteBuffer bytes =
        ByteBuffer.allocate(
                (int) table.producers().encodedLength() + table.cursors().encodedLength())
            .order(ByteOrder.LITTLE_ENDIAN);
    table.producers().encode(bytes);
    table.cursors().encode(bytes);
    return bytes.array();
  }
}
