package io.rafthold.client.local;

import io.rafthold.client.BatchRecords;
import io.rafthold.client.CorruptDataException;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.RecordHandler;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.UnknownTopicException;
import io.rafthold.client.transport.JvmFlags;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.storage.PositionLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Tails a partition on the host of a broker that has a replica of it, leader or follower: reads the
 * broker's segments itself, up to what the broker publishes as committed. It talks to nobody, needs
 * no Chronicle, and costs the broker nothing. It must run under a user that may read the data
 * directory, which is the broker's own user unless somebody changed that.
 *
 * <p>What it gives is what a reader over the network is given: committed records, each once, in
 * order, without a gap, verified by both CRCs; also over rolls, truncations, retention and restarts
 * of the broker. While the broker opens or has closed the replica's files, {@link #poll} gives
 * nothing.
 *
 * <p>The JVM needs the flags that the client needs, {@code
 * --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED} and {@code
 * --add-opens=java.base/java.util.zip=ALL-UNNAMED}, and no others.
 *
 * <p>Used by one thread at a time, which owns the idling. {@link #poll} blocks on nothing but the
 * disk, and allocates nothing in the steady state: it does where a segment ends, and once in a
 * second where nothing comes.
 */
public final class LocalTailer implements AutoCloseable {
  /** Returned by {@link #position} while it is not known. */
  public static final long UNKNOWN_POSITION = -1;

  private static final long WATCH_INTERVAL_NS = 1_000_000_000L;

  private enum Target {
    NONE,
    START,
    OFFSET,
    TIME
  }

  private final TopicPartition partition;
  private final CommittedLog log;
  private final PositionView published;
  private final boolean poisonsBuffers;
  private final Delivered delivered = new Delivered();
  private final BatchRecords records = new BatchRecords();

  /** What a seek asked for, until it is found. */
  private Target target = Target.START;

  private long targetTimestampNs;
  private boolean isVerified = true;
  private boolean isInBatch;
  private long nextIndex;
  private long nextOffset;
  private long watchNs = System.nanoTime();

  private LocalTailer(TopicPartition partition, PositionView published, boolean poisonsBuffers) {
    this.partition = partition;
    this.published = published;
    this.poisonsBuffers = poisonsBuffers;
    log = new CommittedLog(published);
  }

  /**
   * Opens a partition's replica, at the first record that is kept.
   *
   * @param dataDirectory {@code data.dir} of a broker of this host
   * @param topic its name
   * @param partition its number
   * @return the tailer; the caller closes it
   * @throws UnknownTopicException where the directory has no replica of the partition
   * @throws UncheckedIOException where the directory cannot be read
   */
  public static LocalTailer open(Path dataDirectory, String topic, int partition) {
    return open(dataDirectory, topic, partition, false);
  }

  /**
   * Opens a partition's replica like {@link #open(Path, String, int)}.
   *
   * @param dataDirectory {@code data.dir} of a broker of this host
   * @param topic its name
   * @param partition its number
   * @param poisonsBuffers whether to overwrite each record when its handler has returned, so that a
   *     handler that keeps a buffer is found out; costs time
   * @return the tailer; the caller closes it
   * @throws UnknownTopicException where the directory has no replica of the partition
   * @throws UncheckedIOException where the directory cannot be read
   */
  public static LocalTailer open(
      Path dataDirectory, String topic, int partition, boolean poisonsBuffers) {
    JvmFlags.check();
    final TopicPartition wanted = new TopicPartition(topic, partition);
    try {
      final PositionView position = LocalReplicas.find(dataDirectory, topic, partition);
      if (position == null) {
        throw new UnknownTopicException(
            dataDirectory
                + " has no replica of "
                + wanted
                + ": name the data.dir of a broker that has one, and has run since it got it");
      }
      return new LocalTailer(wanted, position, poisonsBuffers);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + dataDirectory + ": " + e.getMessage(), e);
    }
  }

  /**
   * Gives records to a handler.
   *
   * @param handler called on this thread; it may seek
   * @param limit the most records to give
   * @return how many were given; 0 where nothing is there for now
   * @throws OffsetOutOfRangeException where retention has dropped the next record: seek on
   * @throws CorruptDataException where what is committed is damaged, or what was given is lost
   * @throws UnknownTopicException where the replica was deleted
   */
  public int poll(RecordHandler handler, int limit) {
    int count = 0;
    while (count < limit && (isInBatch || nextBatch())) {
      if (nextRecord()) {
        nextOffset = records.offset() + 1;
        count++;
        give(handler);
      }
    }
    return count;
  }

  private boolean nextRecord() {
    try {
      isInBatch = records.next();
    } catch (MalformedException damage) {
      throw new CorruptDataException(damage.getMessage(), damage);
    }
    // What a seek left behind in the batch is passed over.
    return isInBatch && records.offset() >= nextOffset;
  }

  private void give(RecordHandler handler) {
    try {
      handler.onRecord(records);
    } finally {
      if (poisonsBuffers) {
        records.poison(log.entry().buffer());
      }
    }
  }

  private boolean nextBatch() {
    while (isReady()) {
      if (nextIndex > published.commitIndex()) {
        watch();
        return false;
      }
      switch (log.read(nextIndex)) {
        case FOUND -> {
          delivered.add(nextIndex, log.entry());
          nextIndex++;
        }
        case DROPPED -> throw outOfRange(nextOffset);
        case NOT_NOW -> {
          return false;
        }
      }
      if (log.entry().isData()) {
        records.wrap(log.entry().buffer(), 0);
        isInBatch = true;
        return true;
      }
    }
    return false;
  }

  /** Tells whether the broker has the files open, and it is known where to go on in them. */
  private boolean isReady() {
    final long run = published.run();
    if (!PositionLayout.isOpen(run)) {
      watch();
      return false;
    }
    if (run != log.run()) {
      log.begin(run);
      isVerified = delivered.index() == 0;
    }
    return (isVerified || verify()) && (target == Target.NONE || locate());
  }

  /** Looks whether the log of a new run still has what was given before. */
  private boolean verify() {
    final long commitTerm = published.commitTerm();
    final long commitIndex = published.commitIndex();
    if (commitIndex < delivered.index()) {
      // It may not know yet how far the log is committed.
      delivered.refuseLaterTerm(commitTerm);
      return false;
    }
    final CommittedLog.Outcome outcome = log.read(delivered.index());
    if (outcome == CommittedLog.Outcome.FOUND) {
      delivered.refuseOther(log.entry());
    }
    isVerified = outcome != CommittedLog.Outcome.NOT_NOW;
    return isVerified;
  }

  private boolean locate() {
    // The index is loaded behind the offset, and so is not older.
    final long commitOffset = published.commitOffset();
    final long commitIndex = published.commitIndex();
    if (target == Target.START) {
      nextOffset = published.startOffset();
    }
    if (target != Target.TIME && nextOffset > commitOffset) {
      return false;
    }
    final CommittedLog.Outcome outcome =
        target == Target.TIME
            ? log.findTime(targetTimestampNs, commitIndex)
            : log.find(nextOffset, commitIndex);
    if (outcome != CommittedLog.Outcome.FOUND) {
      return false;
    }
    stand(log.foundIndex() <= commitIndex, commitOffset);
    nextIndex = log.foundIndex();
    target = Target.NONE;
    return true;
  }

  private void stand(boolean isThere, long commitOffset) {
    if (target == Target.TIME) {
      nextOffset = isThere ? log.entry().baseOffset() : commitOffset;
    } else if (isThere && log.entry().baseOffset() > nextOffset) {
      if (target == Target.OFFSET) {
        throw outOfRange(nextOffset);
      }
      // Retention was faster.
      nextOffset = log.entry().baseOffset();
    }
  }

  private OffsetOutOfRangeException outOfRange(long offset) {
    return new OffsetOutOfRangeException(
        partition, offset, published.startOffset(), published.commitOffset());
  }

  /** Where nothing comes, looks at times whether the replica is still there. */
  private void watch() {
    final long nowNs = System.nanoTime();
    if (nowNs - watchNs < WATCH_INTERVAL_NS) {
      return;
    }
    watchNs = nowNs;
    try {
      if (!published.isInPlace()) {
        throw new UnknownTopicException(
            "the replica of " + partition + " that was read was deleted: open it anew where it is");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + published.replica() + ": " + e, e);
    }
  }

  /**
   * Goes on at an offset.
   *
   * @param offset {@link #startOffset()} to {@link #commitOffset()}
   * @throws OffsetOutOfRangeException where it is not within; while the broker does not have the
   *     files open, the next {@link #poll} says so that finds them open
   */
  public void seek(long offset) {
    if (PositionLayout.isOpen(published.run())
        && (offset < published.startOffset() || offset > published.commitOffset())) {
      throw outOfRange(offset);
    }
    go(Target.OFFSET);
    nextOffset = offset;
  }

  /** Goes on at the first record that the log still has. */
  public void seekToStart() {
    go(Target.START);
  }

  /**
   * Goes on at the first record that is not older than a point in time, or at the end where there
   * is none. It is found with the next {@link #poll}.
   *
   * @param timestampNs epoch nanoseconds by the leaders' clocks
   */
  public void seekToTimestamp(long timestampNs) {
    go(Target.TIME);
    targetTimestampNs = timestampNs;
  }

  private void go(Target next) {
    target = next;
    isInBatch = false;
    isVerified = true;
    delivered.clear();
  }

  /**
   * Returns the offset of the record that {@link #poll} gives next.
   *
   * @return {@link #UNKNOWN_POSITION} behind {@link #open}, {@link #seekToStart} and {@link
   *     #seekToTimestamp}, until a poll has found it
   */
  public long position() {
    return target == Target.START || target == Target.TIME ? UNKNOWN_POSITION : nextOffset;
  }

  /** Returns the offset of the first record that the log still has. */
  public long startOffset() {
    return published.startOffset();
  }

  /** Returns the offset behind the last committed record, as far as this broker knows. */
  public long commitOffset() {
    return published.commitOffset();
  }

  /** Returns the offset behind the last record that is flushed on a majority, as far as known. */
  public long durableOffset() {
    return published.durableOffset();
  }

  /** Unmaps the files. Nothing else may be called behind it. */
  @Override
  public void close() {
    log.close();
  }
}
