package io.rafthold.client.local;

import io.rafthold.client.BatchRecords;
import io.rafthold.client.ClientClosedException;
import io.rafthold.client.ControlledRecordHandler;
import io.rafthold.client.ControlledRecordHandler.Action;
import io.rafthold.client.CorruptDataException;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.RecordHandler;
import io.rafthold.client.Start;
import io.rafthold.client.Tailer;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.UnknownTopicException;
import io.rafthold.client.transport.JvmFlags;
import io.rafthold.protocol.MalformedException;
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
public final class LocalTailer implements Tailer {
  private final LogTail log;
  private final boolean poisonsBuffers;
  private final BatchRecords records = new BatchRecords();

  /** Whether {@code records} walks the batch that was found last. */
  private boolean isInBatch;

  /** Whether the record that {@code records} stands on is to be given once more. */
  private boolean isHeld;

  private boolean isPolling;
  private boolean isClosed;

  /** As far as others were told. */
  private volatile long position = UNKNOWN_POSITION;

  private LocalTailer(LogTail log, boolean poisonsBuffers) {
    this.log = log;
    this.poisonsBuffers = poisonsBuffers;
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
      return new LocalTailer(new LogTail(wanted, position), poisonsBuffers);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + dataDirectory + ": " + e.getMessage(), e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws OffsetOutOfRangeException where retention has dropped the next record: seek on
   * @throws CorruptDataException where what is committed is damaged, or what was given is lost
   * @throws io.rafthold.client.UnsupportedCompressionException where a batch is compressed and the
   *     library for it, which the message names, is not on the class path
   * @throws UnknownTopicException where the replica was deleted
   */
  @Override
  public int poll(RecordHandler handler, int limit) {
    beginPoll();
    int count = 0;
    try {
      while (count < limit && nextRecord()) {
        log.nextOffset(records.offset() + 1);
        count++;
        try {
          handler.onRecord(records);
        } finally {
          poison();
        }
      }
    } finally {
      endPoll();
    }
    return count;
  }

  /**
   * {@inheritDoc}
   *
   * @throws OffsetOutOfRangeException where retention has dropped the next record: seek on
   * @throws CorruptDataException where what is committed is damaged, or what was given is lost
   * @throws io.rafthold.client.UnsupportedCompressionException where a batch is compressed and the
   *     library for it, which the message names, is not on the class path
   * @throws UnknownTopicException where the replica was deleted
   */
  @Override
  public int controlledPoll(ControlledRecordHandler handler, int limit) {
    beginPoll();
    int count = 0;
    try {
      Action action = Action.CONTINUE;
      while (action.goesOn() && count < limit && nextRecord()) {
        log.nextOffset(records.offset() + 1);
        action = give(handler);
        count += action == Action.ABORT ? 0 : 1;
        if (action == Action.COMMIT) {
          position = log.position();
        }
      }
    } finally {
      endPoll();
    }
    return count;
  }

  private void beginPoll() {
    checkOpen();
    if (isPolling) {
      throw new IllegalStateException("a handler must not poll the tailer that calls it");
    }
    isPolling = true;
  }

  private void endPoll() {
    isPolling = false;
    position = log.position();
  }

  private void checkOpen() {
    if (isClosed) {
      throw new ClientClosedException("the tailer is closed: open another one");
    }
  }

  private boolean nextRecord() {
    if (isHeld) {
      isHeld = false;
      return true;
    }
    while (!isClosed && (isInBatch || log.nextBatch(records))) {
      try {
        isInBatch = records.next();
      } catch (MalformedException damage) {
        throw new CorruptDataException(damage.getMessage(), damage);
      }
      // What a seek left behind in the batch is passed over.
      if (isInBatch && records.offset() >= log.nextOffset()) {
        return true;
      }
    }
    return false;
  }

  private Action give(ControlledRecordHandler handler) {
    Action action = Action.BREAK;
    try {
      action = handler.onRecord(records);
    } finally {
      if (action != Action.ABORT) {
        poison();
      } else if (isInBatch) {
        // Unless the handler has sought elsewhere.
        isHeld = true;
        log.nextOffset(records.offset());
        records.restartHeaders();
      }
    }
    return action;
  }

  private void poison() {
    if (poisonsBuffers && isInBatch) {
      records.poison(log.buffer());
    }
  }

  /**
   * {@inheritDoc} It is found with the next {@link #poll}. An offset above what this broker knows
   * as committed is waited for, since it may lag behind the others; the end is the end as far as it
   * knows.
   */
  @Override
  public void seek(Start start) {
    checkOpen();
    isInBatch = false;
    isHeld = false;
    log.seek(start);
    position = log.position();
  }

  @Override
  public long position() {
    return position;
  }

  /** Returns the offset of the first record that the log still has. */
  public long startOffset() {
    return log.published().startOffset();
  }

  @Override
  public long commitOffset() {
    return log.published().commitOffset();
  }

  @Override
  public long durableOffset() {
    return log.published().durableOffset();
  }

  /** Unmaps the files. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      isInBatch = false;
      isHeld = false;
      log.close();
    }
  }
}
