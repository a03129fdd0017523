package io.rafthold.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.log.LogSettings;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.log.chronicle.SegmentPool;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.storage.DataLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A replica's files as a broker keeps them, driven by hand: a log with its pool, and the position
 * that other processes read. It knows each record that was ever committed.
 */
final class PublishedLog implements AutoCloseable {
  static final String TOPIC = "orders";
  static final int PARTITION = 3;
  private static final int GROUP_ID = 7;
  private static final int MAX_BATCH_BYTES = 32 * 1024;
  private static final LogSettings SETTINGS =
      new LogSettings(LogSettings.MIN_SEGMENT_BYTES, MAX_BATCH_BYTES);

  /** An entry; a no-op where it has no records. */
  record Entry(long index, long term, long baseOffset, int records, int padding, long timestampNs) {
    long nextOffset() {
      return baseOffset + records;
    }

    /** The value of one of its records: no other entry has it. */
    String value(int number) {
      final String name = index + "/" + term + "/" + number + " ";
      return name + "x".repeat(padding);
    }
  }

  private final UnsafeBuffer batch =
      new UnsafeBuffer(ByteBuffer.allocateDirect(2 * MAX_BATCH_BYTES));
  private final RecordWriter writer = new RecordWriter();
  private final Path dataDirectory;
  private final Path replica;
  private final List<Entry> entries = new ArrayList<>();
  private final List<SegmentedLog> abandoned = new ArrayList<>();
  private final List<SegmentPool> abandonedPools = new ArrayList<>();
  private SegmentPool pool;
  private SegmentedLog log;
  private PositionFile position;
  private long commitIndex;
  private long publishedIndex;
  private int restarts;

  PublishedLog(Path dataDirectory) throws IOException {
    this.dataDirectory = dataDirectory;
    replica = DataLayout.groups(dataDirectory).resolve(Integer.toString(GROUP_ID));
    Files.createDirectories(replica);
    open();
  }

  Path dataDirectory() {
    return dataDirectory;
  }

  private void open() {
    position = PositionFile.open(DataLayout.position(replica), GROUP_ID);
    pool = SegmentPool.open(dataDirectory.resolve("pool-" + restarts++), 4, () -> {});
    log =
        SegmentedLog.open(
            new ChronicleSegmentStore(DataLayout.segments(replica), GROUP_ID, SETTINGS, pool),
            SETTINGS,
            0);
    position.describe(TOPIC, PARTITION);
    // A replica that has just started does not know yet how far its log is committed.
    publishedIndex = log.firstIndex() - 1;
    publish();
    position.open();
  }

  /** Says what holds, as the partition agent does at the end of a duty cycle. */
  private void publish() {
    position.openSegment(log.openSegmentOrdinal());
    position.start(log.firstIndex(), log.startOffset());
    final long index = Math.max(publishedIndex, log.firstIndex() - 1);
    position.committed(publishedIndex, log.termAt(index), log.nextOffsetAt(index));
    position.durable(log.nextOffsetAt(index));
  }

  void append(long term, int records, int padding, long timestampNs) {
    final Entry entry =
        new Entry(log.lastIndex() + 1, term, log.endOffset(), records, padding, timestampNs);
    final int length = build(entry);
    log.append(batch, 0, batch, 0, length);
    entries.add(entry);
    publish();
  }

  private int build(Entry entry) {
    final EntryType type = entry.records() == 0 ? EntryType.NO_OP : EntryType.DATA;
    Batch.initialise(batch, 0, type, Batch.NO_PRODUCER, (short) -1, Batch.NO_PRODUCER);
    int end = Batch.HEADER_LENGTH;
    for (int i = 0; i < entry.records(); i++) {
      writer.wrap(batch, end);
      writer.endKey(batch.putStringWithoutLengthAscii(writer.contentPosition(), "key-" + i));
      final byte[] value = entry.value(i).getBytes(UTF_8);
      batch.putBytes(writer.contentPosition(), value);
      writer.endValue(value.length);
      end += writer.end();
    }
    Batch.sealBody(batch, 0, end, entry.records());
    Batch.stamp(batch, 0, entry.index(), entry.term(), entry.baseOffset(), entry.timestampNs());
    return end;
  }

  /** Drops the uncommitted end, from an index on. */
  void truncateFrom(long index) {
    log.truncateFrom(index);
    while (!entries.isEmpty() && last().index() >= index) {
      entries.remove(entries.size() - 1);
    }
    publish();
  }

  private Entry last() {
    return entries.get(entries.size() - 1);
  }

  /** What is up to an index is committed, and whoever reads is told. */
  void commit(long index) {
    commitIndex = Math.max(commitIndex, index);
    publishedIndex = Math.max(publishedIndex, index);
    publish();
  }

  /** A commit as it looks between its index and its offset are told. */
  void commitIndexFirst(long index) {
    position.committed(index, log.termAt(index), log.nextOffsetAt(publishedIndex));
  }

  long commitIndex() {
    return commitIndex;
  }

  long lastIndex() {
    return log.lastIndex();
  }

  /** Returns the index of the first entry that is kept. */
  long firstIndex() {
    return log.firstIndex();
  }

  long lastTimestampNs() {
    return log.lastTimestampNs();
  }

  long startOffset() {
    return log.startOffset();
  }

  /** Returns the offset behind the last committed record, told or not. */
  long commitOffset() {
    return log.nextOffsetAt(Math.max(commitIndex, log.firstIndex() - 1));
  }

  /** Returns the offset behind an entry that is there. */
  long endOffsetOf(long index) {
    return log.nextOffsetAt(Math.max(index, log.firstIndex() - 1));
  }

  /** Returns the offset behind the last record, committed or not. */
  long endOffset() {
    return log.endOffset();
  }

  void flush() {
    log.flush();
  }

  /** Lets whole segments of committed entries go, as retention does. */
  void dropBefore(long index) {
    final long first = log.startAfterDropping(Math.min(index, publishedIndex + 1));
    log.dropBefore(Math.max(first, log.firstIndex()));
    publish();
  }

  /** Begins the log anew behind an entry that it does not have, as an install does. */
  void installBehind(long index, long term, long offset, long timestampNs) {
    log.restartBehind(index, term, offset, timestampNs);
    entries.clear();
    commitIndex = index;
    publishedIndex = index;
    publish();
  }

  /** Makes and deletes segments, fills old files with zeros: what a broker's background does. */
  void keepHouse(int steps) {
    log.upkeep().isDue(true);
    for (int i = 0; i < steps; i++) {
      log.upkeep().step();
      pool.step();
    }
  }

  /** Stops in good order and starts again. */
  void restart() {
    position.close();
    log.close();
    pool.close();
    open();
  }

  /** Is killed and starts again; what was appended is in the page cache. */
  void crash() {
    abandoned.add(log);
    abandonedPools.add(pool);
    open();
  }

  /** Returns the entry with an offset. */
  Entry holding(long offset) {
    int low = 0;
    int high = entries.size() - 1;
    while (low < high) {
      final int middle = (low + high) >>> 1;
      if (entries.get(middle).nextOffset() > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return entries.get(low);
  }

  /** Returns the first committed offset that is still there and not older. */
  long offsetAtTimestamp(long timestampNs) {
    return log.offsetAtTimestamp(timestampNs, Math.max(publishedIndex, log.firstIndex() - 1));
  }

  @Override
  public void close() {
    position.close();
    log.close();
    pool.close();
    abandoned.forEach(SegmentedLog::close);
    abandonedPools.forEach(SegmentPool::close);
  }
}
