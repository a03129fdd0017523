package io.rafthold.client.local;

import io.rafthold.client.CorruptDataException;
import io.rafthold.protocol.storage.DataLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The committed entries of a replica whose broker runs in another process: gives one whole and
 * sound, or none. Nothing above the published commit index is ever asked of it.
 *
 * <p>The broker drops segments, and fills files of dropped ones with zeros and other entries, while
 * this reads them. So an entry is copied, the copy is verified, and then it is looked again whether
 * the log still starts at or before the entry, in the same run: the broker says so before it lets a
 * segment go, so what was copied while that still held is what was committed.
 */
final class CommittedLog implements AutoCloseable {
  /** What came of looking for an entry. */
  enum Outcome {
    /** It is there, sound and committed. */
    FOUND,
    /** The broker has closed the files, or opened them anew: look again later. */
    NOT_NOW,
    /** The log does not have it any more. */
    DROPPED
  }

  private enum Step {
    READ,
    FIND_OFFSET,
    FIND_TIME
  }

  /** A directory that is listed while it changes may show too little, once. */
  private static final int MAX_ATTEMPTS = 3;

  private static final long NO_RUN = 0;

  private final PositionView position;
  private final Path directory;
  private final SegmentList segments;
  private final EntryCopy entry = new EntryCopy();
  private long run = NO_RUN;
  private SegmentView segment;

  /** Where the segment ends, as far as it is known. */
  private long endIndex;

  private String problem;
  private long foundIndex;

  /** Takes over a replica's position. */
  CommittedLog(PositionView position) {
    this.position = position;
    directory = DataLayout.segments(position.replica());
    segments = new SegmentList(directory, position.groupId());
  }

  PositionView position() {
    return position;
  }

  /** Returns the entry that was found last. */
  EntryCopy entry() {
    return entry;
  }

  /** Returns the run in which entries are read; even for none. */
  long run() {
    return run;
  }

  /** Goes over to another run of the broker, in which segments may be others. */
  void begin(long nextRun) {
    run = nextRun;
    leave();
    segments.clear();
  }

  /**
   * Copies an entry; see {@link #entry()}.
   *
   * @param index at most the commit index
   * @throws CorruptDataException where it is there and damaged
   */
  Outcome read(long index) {
    return attempt(Step.READ, index, index);
  }

  /**
   * Finds the entry that holds an offset; see {@link #foundIndex}. Where the log starts behind the
   * offset, that is the first data entry of the log.
   *
   * @param offset at most the commit offset
   * @param commitIndex where to stop
   */
  Outcome find(long offset, long commitIndex) {
    return attempt(Step.FIND_OFFSET, offset, commitIndex);
  }

  /**
   * Finds the first entry that is not older; see {@link #foundIndex}.
   *
   * @param timestampNs epoch nanoseconds
   * @param commitIndex where to stop
   */
  Outcome findTime(long timestampNs, long commitIndex) {
    return attempt(Step.FIND_TIME, timestampNs, commitIndex);
  }

  /**
   * Returns the index of what was found, of which {@link #entry()} has the header; the one behind
   * the commit index where nothing was.
   */
  long foundIndex() {
    return foundIndex;
  }

  private Outcome attempt(Step step, long wanted, long commitIndex) {
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      final boolean isDone = take(step, wanted, commitIndex);
      // What was read above is not newer than what is read below.
      VarHandle.acquireFence();
      final Outcome outcome = judge(isDone || step == Step.READ ? foundIndex : Long.MAX_VALUE);
      if (isDone && outcome == Outcome.FOUND) {
        return outcome;
      }
      leave();
      segments.clear();
      if (outcome != Outcome.FOUND) {
        return outcome;
      }
    }
    throw new CorruptDataException(
        "what is committed cannot be read in "
            + directory
            + ": "
            + (segments.unsound() == null ? problem : segments.unsound())
            + "; look at the broker's log, it repairs what its peers have");
  }

  private boolean take(Step step, long wanted, long commitIndex) {
    problem = null;
    foundIndex = wanted;
    try {
      refresh();
      return switch (step) {
        case READ -> copy(wanted);
        case FIND_OFFSET ->
            walk(segments.placeOfOffset(wanted, commitIndex), commitIndex, wanted, false);
        case FIND_TIME -> walk(placeOfTime(wanted, commitIndex), commitIndex, wanted, true);
      };
    } catch (NoSuchFileException gone) {
      problem = gone.getMessage() + " is gone";
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory + ": " + e.getMessage(), e);
    }
  }

  private boolean copy(long index) throws IOException {
    if (!stand(index)) {
      return false;
    }
    entry.take(segment);
    problem = entry.error(index);
    return problem == null;
  }

  private Outcome judge(long index) {
    final long firstIndex = position.firstIndex();
    if (position.run() != run) {
      return Outcome.NOT_NOW;
    }
    return index < firstIndex ? Outcome.DROPPED : Outcome.FOUND;
  }

  private void refresh() throws IOException {
    final long ordinal = position.openOrdinal();
    if (segments.isOf(ordinal)) {
      return;
    }
    segments.refresh(ordinal);
    if (segment != null) {
      final int place = segments.placeOfIndex(segment.start().baseIndex());
      if (place < 0 || !segments.at(place).equals(segment.start())) {
        leave();
      } else {
        endIndex = segments.endIndex(place);
      }
    }
  }

  /** Stands on an entry in the segment that holds it; false where the chain does not lead there. */
  private boolean stand(long index) throws IOException {
    if (segment == null || index < segment.start().baseIndex() || index >= endIndex) {
      final int place = segments.placeOfIndex(index);
      if (place < 0) {
        problem = "no segment has entry " + index;
        return false;
      }
      goTo(place);
    }
    if (index < segment.nextIndex()) {
      segment.rewind();
    }
    while (segment.nextIndex() <= index) {
      if (!step()) {
        return false;
      }
    }
    return true;
  }

  private boolean step() {
    if (segment.next()) {
      return true;
    }
    problem =
        "entry " + segment.nextIndex() + " is missing in segment " + segment.start().ordinal();
    return false;
  }

  private void goTo(int place) throws IOException {
    leave();
    segment = SegmentView.open(directory, segments.at(place));
    endIndex = segments.endIndex(place);
  }

  /** Walks from the start of a segment to the first entry that is at or behind what is wanted. */
  private boolean walk(int from, long commitIndex, long wanted, boolean isTime) throws IOException {
    foundIndex = commitIndex + 1;
    for (int place = Math.max(0, from); place < segments.size(); place++) {
      goTo(place);
      while (segment.nextIndex() < endIndex && segment.nextIndex() <= commitIndex) {
        final long index = segment.nextIndex();
        if (!step()) {
          return false;
        }
        entry.takeHeader(segment);
        if (!entry.isHeaderOf(index, segment.excerptLength())) {
          problem = "the header of entry " + index + " is damaged";
          return false;
        }
        if (isTime ? entry.timestampNs() >= wanted : entry.nextOffset() > wanted) {
          foundIndex = index;
          return true;
        }
      }
      if (segment.nextIndex() > commitIndex) {
        return true;
      }
    }
    problem = "no segment has entry " + commitIndex;
    return false;
  }

  /** Returns the last segment whose first entry is older, or the first one. */
  private int placeOfTime(long timestampNs, long commitIndex) throws IOException {
    int low = 0;
    int high = segments.placeOfIndex(commitIndex);
    while (low < high) {
      final int middle = (low + high + 1) >>> 1;
      if (startsBefore(middle, timestampNs)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private boolean startsBefore(int place, long timestampNs) throws IOException {
    goTo(place);
    final long index = segment.nextIndex();
    if (index >= endIndex || !segment.next()) {
      return false;
    }
    entry.takeHeader(segment);
    return entry.isHeaderOf(index, segment.excerptLength()) && entry.timestampNs() < timestampNs;
  }

  private void leave() {
    if (segment != null) {
      segment.close();
      segment = null;
    }
  }

  @Override
  public void close() {
    leave();
    position.close();
  }
}
