package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentFiles;
import io.rafthold.log.SegmentWalk;
import io.rafthold.log.StateWrite;
import io.rafthold.protocol.Batch;
import io.rafthold.raft.MembershipLog;

/**
 * Makes the state at the end of one sealed segment: takes the one at its start, walks its entries,
 * and keeps what comes out beside the segment that follows. Bodies that it does not need are not
 * read, nor checked: that is the scrub's. The housekeeping thread's, in steps.
 */
final class StateWalk implements AutoCloseable {
  /** Bytes walked over in a step. */
  private static final long STEP_BYTES = 4 * 1024 * 1024;

  /** Entries in a step: small ones take longer than their bytes. */
  private static final int STEP_ENTRIES = 10_000;

  private final SegmentFiles files;
  private final StateDecoder decoder;
  private final SegmentDescriptor source;
  private final SegmentDescriptor target;
  private final LogStart start;
  private final MembershipLog membershipAtEnd;
  private DerivedTables tables;
  private long logBytes;
  private SegmentWalk walk;
  private StateWrite writing;
  private boolean isWithoutBase;
  private boolean isDone;

  /**
   * Plans the walk; nothing is touched before the first step.
   *
   * @param source the segment to walk
   * @param target the one that follows it
   * @param start what held where the log starts; null for a whole log
   * @param membershipAtEnd held at the last entry of {@code source}
   */
  StateWalk(
      SegmentFiles files,
      StateDecoder decoder,
      SegmentDescriptor source,
      SegmentDescriptor target,
      LogStart start,
      MembershipLog membershipAtEnd) {
    this.files = files;
    this.decoder = decoder;
    this.source = source;
    this.target = target;
    this.start = start;
    this.membershipAtEnd = membershipAtEnd;
  }

  /** Returns the first index behind the walk. */
  long endIndex() {
    return target.baseIndex();
  }

  /** Returns the bytes of all entries up to the end of the walk, when it is done. */
  long logBytes() {
    return logBytes;
  }

  /** Tells whether there is nothing left to do. */
  boolean isDone() {
    return isDone;
  }

  /** Tells whether the state was not made since the one to begin with is not there, or damaged. */
  boolean isWithoutBase() {
    return isWithoutBase;
  }

  /**
   * Does a step.
   *
   * @return bytes walked over or written
   * @throws LogDamageException where the segment does not hold its entries
   */
  long step() {
    if (writing != null) {
      return write();
    }
    if (tables == null) {
      return begin();
    }
    final long endIndex = endIndex();
    long bytes = 0;
    for (int i = 0; i < STEP_ENTRIES && bytes < STEP_BYTES && walk.index() + 1 < endIndex; i++) {
      walk.next();
      bytes += walk.length();
      if (start == null || walk.index() > start.index()) {
        if (DerivedTables.needsBody(walk.buffer(), walk.position())) {
          walk.checkBody();
        }
        tables.apply(walk.buffer(), walk.position());
        logBytes += walk.length();
      }
    }
    return walk.index() + 1 == endIndex ? bytes + finish() : bytes;
  }

  private long begin() {
    final DerivedTables base = base();
    walk = base == null ? null : files.walk(source);
    if (walk == null) {
      isWithoutBase = base == null;
      isDone = true;
    } else {
      tables = base;
    }
    return 1;
  }

  /** Returns tables to go on with, null where there is none. */
  private DerivedTables base() {
    if (start != null && start.index() >= source.baseIndex() - 1) {
      final StartState base = start.decode(decoder);
      logBytes = base.logBytes();
      return base.tables();
    }
    if (source.baseIndex() == 1) {
      return decoder.blankTables();
    }
    try {
      final StartState kept = KeptStates.read(files, source, decoder);
      logBytes = kept == null ? 0 : kept.logBytes();
      return kept == null ? null : kept.tables();
    } catch (LogDamageException unreadable) {
      return null;
    }
  }

  private long finish() {
    final byte[] state =
        new StartState(
                walk.index(),
                Batch.term(walk.buffer(), walk.position()),
                Batch.nextOffset(walk.buffer(), walk.position()),
                Batch.timestampNs(walk.buffer(), walk.position()),
                logBytes,
                membershipAtEnd,
                tables)
            .encode();
    close();
    writing = files.beginState(target, state);
    return state.length;
  }

  /** Where the segment is gone by now, the state is not missed. */
  private long write() {
    final long bytes = writing.step();
    isDone = bytes == 0;
    return Math.max(1, bytes);
  }

  /** Lets go of the segment, and of what is not written. */
  @Override
  public void close() {
    if (walk != null) {
      walk.close();
      walk = null;
    }
    if (writing != null) {
      writing.close();
      writing = null;
    }
  }
}
