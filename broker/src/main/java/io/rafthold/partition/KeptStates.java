package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentFiles;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** Finds the states that are kept beside a log's segments. */
final class KeptStates {
  private KeptStates() {}

  /**
   * Reads the state beside a segment, if it is of the log that the segment goes on with.
   *
   * @return null where there is none
   * @throws LogDamageException where it cannot be read or made out, or is of another log
   */
  static StartState read(SegmentFiles files, SegmentDescriptor segment, StateDecoder decoder) {
    final String name = "state of segment " + segment.ordinal();
    final byte[] content = content(files, segment, name);
    if (content == null) {
      return null;
    }
    return checked(decoder.decode(content, name), segment, name);
  }

  /**
   * Like {@link #read}, but for the tables, which take longest: they are null.
   *
   * @throws LogDamageException as {@link #read}
   */
  static StartState readHead(SegmentFiles files, SegmentDescriptor segment) {
    final String name = "state of segment " + segment.ordinal();
    final byte[] content = content(files, segment, name);
    return content == null ? null : checked(StartState.decodeHead(content, name), segment, name);
  }

  /** A state that the disk does not give is one less: there are others, and the log. */
  private static byte[] content(SegmentFiles files, SegmentDescriptor segment, String name) {
    try {
      return files.readState(segment);
    } catch (UncheckedIOException refusal) {
      throw new LogDamageException(
          name, LogDamageException.NO_INDEX, 0, "cannot be read: " + refusal.getMessage());
    }
  }

  private static StartState checked(StartState state, SegmentDescriptor segment, String name) {
    // The same index and term: the same entries up to there (dissertation 3.5).
    if (state.index() != segment.baseIndex() - 1
        || state.term() != segment.previousTerm()
        || state.nextOffset() != segment.baseOffset()) {
      throw new LogDamageException(
          name,
          LogDamageException.NO_INDEX,
          0,
          "is of index "
              + state.index()
              + ", term "
              + state.term()
              + ", offset "
              + state.nextOffset()
              + ", which is not where "
              + segment
              + " starts");
    }
    return state;
  }

  /**
   * Finds the newest state that can be used, going back from segment to segment. That it is there
   * says that its entries were committed and flushed.
   *
   * @param start what held where the log starts; null for a whole log
   * @param ignored hears of each newer one that cannot be used
   * @return that of {@code start} where there is none; null where there is no start
   */
  static StartState newest(
      ReplicaLog log, LogStart start, StateDecoder decoder, Consumer<LogDamageException> ignored) {
    final List<SegmentDescriptor> segments = log.segments();
    final long startIndex = start == null ? 0 : start.index();
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (segments.get(i).baseIndex() - 1 <= startIndex) {
        break;
      }
      try {
        final StartState state = read(log.files(), segments.get(i), decoder);
        if (state != null) {
          return state;
        }
      } catch (LogDamageException unusable) {
        ignored.accept(unusable);
      }
    }
    return start == null ? null : start.decode(decoder);
  }
}
