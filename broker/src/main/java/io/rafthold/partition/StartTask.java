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
  /**
   * What is to be kept: a state, or that beside the newest of some segments, or what the file held
   * before. Told apart by identity.
   */
  private static final class Wish {
    private final StartState state;
    private final List<SegmentDescriptor> candidates;
    private final byte[] former;

    private Wish(StartState state, List<SegmentDescriptor> candidates, byte[] former) {
      this.state = state;
      this.candidates = candidates;
      this.former = former;
    }
  }

  /** What came of a wish. */
  static final class Kept {
    private final Wish wish;
    private final StartState state;
    private final byte[] encoded;

    private Kept(Wish wish, StartState state, byte[] encoded) {
      this.wish = wish;
      this.state = state;
      this.encoded = encoded;
    }

    /** Tells whether the state was given, and not looked for beside segments. */
    boolean isInstall() {
      return wish.state != null;
    }

    /** Returns what is on the disk now; null where nothing was found to be kept, or put back. */
    StartState state() {
      return state;
    }

    /** Returns the same, as it goes to followers. */
    byte[] encoded() {
      return encoded;
    }
  }

  private final BlobFile file;
  private final SegmentFiles segments;
  private final StateDecoder decoder;
  private final Consumer<LogDamageException> ignored;
  private volatile Wish wish;
  private volatile Kept kept;

  /**
   * Creates the task.
   *
   * @param file of kind {@code START}
   * @param ignored hears on the housekeeping thread of states that cannot be used
   */
  StartTask(
      BlobFile file,
      SegmentFiles segments,
      StateDecoder decoder,
      Consumer<LogDamageException> ignored) {
    this.file = file;
    this.segments = segments;
    this.decoder = decoder;
    this.ignored = ignored;
  }

  /** Asks for a state to be kept, in place of what was asked for before. */
  void keep(StartState state) {
    wish = new Wish(state, List.of(), null);
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
   * @param content not changed any more
   */
  void putBack(byte[] content) {
    wish = new Wish(null, List.of(), content);
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
    if (next.former != null) {
      file.write(next.former);
      kept = new Kept(next, null, next.former);
      return 1L + next.former.length;
    }
    final StartState state = next.state == null ? newestOf(next.candidates) : next.state;
    final byte[] encoded = state == null ? new byte[0] : state.encode();
    if (state != null) {
      file.write(encoded);
    }
    kept = new Kept(next, state, encoded);
    return 1L + encoded.length;
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
