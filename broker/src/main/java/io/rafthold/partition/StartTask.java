package io.rafthold.partition;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentFiles;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts the state at a log's start on the disk, ahead of the log that will start there. One wish
 * counts at a time, and the file holds what the last one brought: they are carried out in order, on
 * the housekeeping thread. All other methods are the partition agent's.
 */
final class StartTask extends ReplicaTask {
  private static final byte[] NOTHING = {};

  /**
   * What is to be kept: a state that has come, or that beside the newest of some segments, or what
   * the file held before. Told apart by identity.
   */
  private static final class Wish {
    private final InstallBuffer.Whole install;
    private final List<SegmentDescriptor> candidates;
    private final LogStart former;

    private Wish(InstallBuffer.Whole install, List<SegmentDescriptor> candidates, LogStart former) {
      this.install = install;
      this.candidates = candidates;
      this.former = former;
    }
  }

  /** What came of a wish. */
  static final class Kept {
    private final Wish wish;
    private final StartState state;
    private final LogStart start;

    private Kept(Wish wish, StartState state, LogStart start) {
      this.wish = wish;
      this.state = state;
      this.start = start;
    }

    /** Tells whether the state had come from another broker. */
    boolean isInstall() {
      return wish.install != null;
    }

    /**
     * Returns what is on the disk now, whose tables are the caller's; null where nothing was found
     * to be kept, or it was put back.
     */
    StartState state() {
      return state;
    }

    /** Returns the same, as it goes to followers. */
    LogStart start() {
      return start;
    }
  }

  private final BlobFile file;
  private final SegmentFiles segments;
  private final StateDecoder decoder;
  private final Consumer<LogDamageException> ignored;
  private volatile Wish wish;
  private volatile Kept kept;

  /** What the file holds, null for nothing; the housekeeping thread's. */
  private LogStart written;

  /**
   * Creates the task.
   *
   * @param file of kind {@code START}
   * @param written what the file holds; null for nothing
   * @param ignored hears on the housekeeping thread of states that cannot be used
   */
  StartTask(
      BlobFile file,
      SegmentFiles segments,
      StateDecoder decoder,
      LogStart written,
      Consumer<LogDamageException> ignored) {
    this.file = file;
    this.written = written;
    this.segments = segments;
    this.decoder = decoder;
    this.ignored = ignored;
  }

  /**
   * Asks for a state that has come to be kept, in place of what was asked for before. Nothing is
   * where it is not sound.
   */
  void keep(InstallBuffer.Whole install) {
    wish = new Wish(install, List.of(), null);
  }

  /**
   * Asks for the state beside the last segment that has one.
   *
   * @param candidates in order
   */
  void keepNewest(List<SegmentDescriptor> candidates) {
    wish = new Wish(null, candidates, null);
  }

  /**
   * Asks for the file to hold again what it did, since the log does not follow what it holds.
   *
   * @param former null for nothing
   */
  void putBack(LogStart former) {
    wish = new Wish(null, List.of(), former);
  }

  /** Tells whether what was asked for is not on the disk yet. */
  boolean isUnderWay() {
    return wish != null;
  }

  @Override
  boolean isWanted(long nowNs) {
    final Kept last = kept;
    return wish != null && (last == null || last.wish != wish);
  }

  /** Returns what came of the last wish, once; null where there is none, or it is under way. */
  Kept takeKept() {
    final Kept last = kept;
    if (wish == null || last == null || last.wish != wish) {
      return null;
    }
    wish = null;
    return last;
  }

  @Override
  long work(long nowNs) {
    final Wish next = wish;
    final Kept last = kept;
    if (next == null || (last != null && last.wish == next)) {
      return 0;
    }
    if (next.install == null && next.candidates.isEmpty()) {
      return putBack(next);
    }
    byte[] encoded = null;
    StartState state = null;
    if (next.install == null) {
      state = newestOf(next.candidates);
      encoded = state == null ? null : state.encode();
    } else {
      encoded = next.install.assemble();
      state = encoded == null ? null : decoded(next.install, encoded);
    }
    final LogStart start = state == null ? null : LogStart.of(state, encoded);
    if (start != null) {
      file.write(encoded);
      written = start;
    }
    kept = new Kept(next, state, start);
    return start == null ? 1 : encoded.length;
  }

  private long putBack(Wish next) {
    if (written != next.former) {
      file.write(next.former == null ? NOTHING : next.former.encoded());
      written = next.former;
    }
    kept = new Kept(next, null, null);
    return 1;
  }

  /** Returns null for what is not the state that was announced. */
  private StartState decoded(InstallBuffer.Whole install, byte[] bytes) {
    try {
      final StartState state = decoder.decode(bytes, "state of an install");
      return state.index() == install.index() && state.term() == install.term() ? state : null;
    } catch (LogDamageException unreadable) {
      return null;
    }
  }

  private StartState newestOf(List<SegmentDescriptor> candidates) {
    for (int i = candidates.size() - 1; i >= 0; i--) {
      try {
        final StartState state = KeptStates.read(segments, candidates.get(i), decoder);
        if (state != null) {
          return state;
        }
      } catch (LogDamageException unusable) {
        ignored.accept(unusable);
      }
    }
    return null;
  }
}
