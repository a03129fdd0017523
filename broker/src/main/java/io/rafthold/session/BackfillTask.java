package io.rafthold.session;

import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentFiles;
import io.rafthold.log.SegmentWalk;
import io.rafthold.partition.HousekeepingTask;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads committed entries of sealed segments ahead for one subscription, by a mapping of its own,
 * so that the partition agent neither waits for the disk nor copies. Two blocks go round: one is
 * filled while the other is sent.
 *
 * <p>Steps are the reading thread's, all else is the partition agent's. A segment that goes
 * meanwhile ends it: the subscription then finds out by itself what that means.
 */
final class BackfillTask implements HousekeepingTask {
  private static final int BLOCKS = 2;

  /** Entries walked over in a step: small ones take longer than their bytes. */
  private static final int STEP_ENTRIES = 4_096;

  private enum State {
    RESTING,
    STEPPING,
    CLOSED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.RESTING);
  private final BackfillBlock[] blocks = new BackfillBlock[BLOCKS];
  private final SegmentFiles files;
  private final List<SegmentDescriptor> segments;
  private final long endIndex;
  private volatile boolean hasFailed;

  /** The partition agent's. */
  private int sent;

  /** The reading thread's, as all that follows. */
  private int filled;

  private long nextIndex;
  private long nextOffset;
  private int place = -1;
  private SegmentWalk walk;

  /**
   * Plans the reading; nothing is touched before the first step.
   *
   * @param segments of the log, in order
   * @param fromIndex the first entry to read
   * @param endIndex behind the last one: all before it is committed, and in sealed segments
   */
  BackfillTask(
      SegmentFiles files,
      List<SegmentDescriptor> segments,
      long fromIndex,
      long endIndex,
      int maxMessageLength) {
    this.files = files;
    this.segments = segments;
    this.endIndex = endIndex;
    nextIndex = fromIndex;
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i] = new BackfillBlock(maxMessageLength);
    }
  }

  /** Returns the block that is to be sent next; null where none is ready. Partition agent. */
  BackfillBlock ready() {
    return blocks[sent].isReady() ? blocks[sent] : null;
  }

  /** Gives the block back that was sent; the caller asks for the next step. Partition agent. */
  void giveBack() {
    blocks[sent].giveBack();
    sent = (sent + 1) % BLOCKS;
  }

  /** Returns the index behind what there is to read. */
  long endIndex() {
    return endIndex;
  }

  /** Tells whether no more blocks come, although not all was read. */
  boolean hasFailed() {
    return hasFailed;
  }

  @Override
  public long step(long nowNs) {
    if (!state.compareAndSet(State.RESTING, State.STEPPING)) {
      return 0;
    }
    try {
      return hasFailed || nextIndex == endIndex || blocks[filled].isReady() ? 0 : fill();
    } catch (final RuntimeException | OutOfMemoryError gone) {
      // It is served as the tail is; where damage was met, that tells the replica.
      hasFailed = true;
      return 0;
    } finally {
      if (hasFailed || nextIndex == endIndex) {
        closeWalk();
      }
      if (!state.compareAndSet(State.STEPPING, State.RESTING)) {
        closeWalk();
      }
    }
  }

  private long fill() {
    final BackfillBlock block = blocks[filled];
    block.content().clear();
    nextOffset = BackfillBlock.NO_RECORDS;
    boolean hasRoom = true;
    long bytes = 1;
    for (int i = 0; i < STEP_ENTRIES && hasRoom && nextIndex < endIndex; i++) {
      stand();
      if (walk.index() < nextIndex) {
        advance();
      }
      if (walk.index() == nextIndex) {
        hasRoom = take(block.content());
        bytes += hasRoom ? walk.length() : 0;
        nextIndex += hasRoom ? 1 : 0;
      }
    }
    if (nextIndex == endIndex || !block.content().isEmpty()) {
      block.ready(nextIndex, nextOffset);
      filled = (filled + 1) % BLOCKS;
    }
    return bytes;
  }

  /** Checks only what is sent, and once where it did not fit and waits for the next block. */
  private void advance() {
    walk.next();
    if (walk.index() == nextIndex
        && Batch.entryType(walk.buffer(), walk.position()) == EntryType.DATA) {
      walk.checkBody();
    }
  }

  private boolean take(PushBuffer content) {
    if (Batch.entryType(walk.buffer(), walk.position()) != EntryType.DATA) {
      return true;
    }
    if (!content.add(walk.buffer(), walk.position(), walk.length())) {
      return false;
    }
    nextOffset = Batch.nextOffset(walk.buffer(), walk.position());
    return true;
  }

  /** Has the walk in the segment that holds the next entry. */
  private void stand() {
    if (walk != null && nextIndex < segmentEnd()) {
      return;
    }
    closeWalk();
    place = Math.max(place, 0);
    while (nextIndex >= segmentEnd()) {
      place++;
    }
    walk = files.walk(segments.get(place));
    if (walk == null) {
      throw new IllegalStateException("the segment is gone");
    }
  }

  private long segmentEnd() {
    return place + 1 < segments.size() ? segments.get(place + 1).baseIndex() : Long.MAX_VALUE;
  }

  private void closeWalk() {
    if (walk != null) {
      walk.close();
      walk = null;
    }
  }

  @Override
  public void damaged(RuntimeException cause) {
    hasFailed = true;
  }

  /** Ends the reading: no step begins any more. A step that is under way lets go of the files. */
  void close() {
    if (state.getAndSet(State.CLOSED) == State.RESTING) {
      closeWalk();
    }
  }
}
