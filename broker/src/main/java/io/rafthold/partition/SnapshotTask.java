package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.raft.MembershipLog;
import io.rafthold.raft.RaftCore;
import java.util.List;

/**
 * Keeps a state beside each segment of the log, so that a restart replays one segment at most and
 * the log's start can be given up without a replay. As soon as a segment is sealed, wholly
 * committed and flushed, the state at its end is made from the one at its start and its entries,
 * and kept beside the segment that follows it.
 *
 * <p>So states are made of committed entries only, and what truncation can take from the log is
 * never in one. But where all voters lost power at level {@code quorum}, it may take what counted
 * as committed before that: {@link #truncatedFrom} starts over from what is left.
 *
 * <p>The walk is the housekeeping thread's; all other methods are the partition agent's.
 */
final class SnapshotTask extends ReplicaTask {
  private final ReplicaLog log;
  private final RaftCore core;
  private final StateDecoder decoder;
  private final SegmentStarts starts;

  /** What held where the log starts; null for a whole log. */
  private LogStart start;

  /** Up to here states are made, as far as is known. */
  private long madeIndex;

  /** Where the segment ends that is walked next: first index behind it; 0 where not looked up. */
  private long nextEndIndex;

  private SegmentDescriptor source;
  private SegmentDescriptor target;
  private volatile StateWalk wanted;
  private volatile StateWalk done;

  /** What the last step worked at; the housekeeping thread's. */
  private StateWalk current;

  /**
   * Creates the task.
   *
   * @param starts hears how many bytes lie before segments
   * @param start what held where the log starts; null for a whole log
   * @param newestIndex of the newest state, 0 where there is none
   */
  SnapshotTask(
      ReplicaLog log,
      RaftCore core,
      StateDecoder decoder,
      SegmentStarts starts,
      LogStart start,
      long newestIndex) {
    this.log = log;
    this.starts = starts;
    this.core = core;
    this.decoder = decoder;
    this.start = start;
    madeIndex = newestIndex;
  }

  /** The log starts behind a state's entry now: an install, or its first segments are gone. */
  void startedBehind(LogStart state) {
    start = state;
    startOver(madeIndex);
  }

  /** The log ends before an index now, and with what is behind it states may have gone. */
  void truncatedFrom(long index) {
    if (madeIndex >= index - 1) {
      final List<SegmentDescriptor> segments = log.segments();
      startOver(segments.get(placeOf(segments, index - 1)).baseIndex() - 1);
    }
  }

  private void startOver(long index) {
    wanted = null;
    done = null;
    nextEndIndex = 0;
    madeIndex = Math.max(index, start == null ? 0 : start.index());
  }

  @Override
  boolean isWanted(long nowNs) {
    if (wanted == null && madeIndex + 1 < log.openSegmentIndex()) {
      plan();
    }
    return wanted != null && wanted != done;
  }

  private void plan() {
    if (nextEndIndex == 0) {
      findSpan();
    }
    if (nextEndIndex - 1 <= Math.min(core.commitIndex(), log.flushedIndex())) {
      final MembershipLog atEnd = membershipAt(core.memberships(), target);
      wanted = new StateWalk(log.files(), decoder, source, target, start, atEnd);
    }
  }

  /** The segment that holds the next entry is sealed, so another one follows. */
  private void findSpan() {
    final List<SegmentDescriptor> segments = log.segments();
    final int place = placeOf(segments, madeIndex + 1);
    source = segments.get(place);
    target = segments.get(place + 1);
    nextEndIndex = target.baseIndex();
  }

  /** An empty one may start where the next one does. */
  private static int placeOf(List<SegmentDescriptor> segments, long index) {
    int place = segments.size() - 1;
    while (place > 0 && segments.get(place).baseIndex() > index) {
      place--;
    }
    return place;
  }

  /** A committed membership that is newer than the entry does as well: it is never rolled back. */
  private static MembershipLog membershipAt(MembershipLog all, SegmentDescriptor segment) {
    final long index = segment.baseIndex() - 1;
    int i = all.size() - 1;
    while (i > 0 && all.indexAt(i) > index) {
      i--;
    }
    final boolean isNewer = all.indexAt(i) > index;
    return MembershipLog.startingAt(
        isNewer ? index : all.indexAt(i),
        isNewer ? segment.previousTerm() : all.termAt(i),
        all.membershipAt(i));
  }

  @Override
  int takeResults() {
    final StateWalk finished = done;
    if (finished == null || finished != wanted) {
      return 0;
    }
    if (finished.isWithoutBase()) {
      startOver(startBefore(source));
    } else {
      starts.made(target, finished.logBytes());
      startOver(finished.endIndex() - 1);
    }
    return 1;
  }

  /**
   * The state beside a segment is of no use: the one before it makes it anew, if that one's state
   * is, and so on.
   *
   * @return the entry before the segment before
   */
  private long startBefore(SegmentDescriptor segment) {
    final List<SegmentDescriptor> segments = log.segments();
    return segments.get(placeOf(segments, segment.baseIndex() - 1)).baseIndex() - 1;
  }

  @Override
  long work(long nowNs) {
    final StateWalk next = wanted;
    if (next != current) {
      closeFiles();
      current = next;
    }
    if (current == null || current == done) {
      return 0;
    }
    final long bytes = current.step();
    if (current.isDone()) {
      done = current;
    }
    return bytes;
  }

  @Override
  void closeFiles() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
