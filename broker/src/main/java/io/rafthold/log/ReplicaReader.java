package io.rafthold.log;

import io.rafthold.protocol.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Reads one replica's files from first to last, verifying each entry before it gives it, and writes
 * nothing. Where an entry is not sound it stops: that is damage up to the flushed index, and the
 * log's end behind it.
 */
final class ReplicaReader implements AutoCloseable {
  private final Path directory;
  private final SegmentStore store;
  private final List<LogDamageException> damages = new ArrayList<>();
  private final EntryCheck check = new EntryCheck();
  private final Excerpt excerpt = new Excerpt();
  private final long commitIndex;
  private final long firstIndex;
  private FoundSegments found;
  private int place = -1;
  private Segment segment;
  private ExcerptScanner scanner;
  private long endIndex;
  private boolean isEnded;

  /** Whether a segment that cannot be made out ends what was found. */
  private boolean isCutShort;

  private String tail;

  ReplicaReader(Path directory, int groupId, LogVerifier.StoreOpener stores) {
    this.directory = directory;
    commitIndex = readCommitIndex(groupId);
    store = stores.open(directory.resolve("segments"), groupId);
    KnownLog known = KnownLog.of(0);
    try {
      known = stores.known(directory, groupId, damages::add);
      found = new FoundSegments(store, known);
      final LogDamageException unreadable = found.open();
      if (unreadable != null) {
        damages.add(unreadable);
        isCutShort = true;
      }
    } catch (LogDamageException e) {
      damages.add(e);
      isEnded = true;
    }
    if (found == null) {
      found = new FoundSegments(store, known);
    }
    startAt(known.startIndex());
    firstIndex = check.lastIndex() + 1;
  }

  private long readCommitIndex(int groupId) {
    final Path file = directory.resolve("progress");
    if (Files.exists(file)) {
      try (ProgressFile progress = ProgressFile.openReadOnly(file, groupId)) {
        return progress.commitIndex();
      } catch (LogDamageException told) {
        // Whoever looks at the files beside the log says so.
      }
    }
    return 0;
  }

  /** Expects the first entry that is there; notes where earlier ones are missing. */
  private void startAt(long startIndex) {
    if (live().isEmpty()) {
      check.startAt(SegmentDescriptor.FIRST);
      return;
    }
    final SegmentDescriptor first = live().get(0).descriptor();
    check.startAt(first);
    if (first.baseIndex() - 1 <= startIndex) {
      return;
    }
    final String problem =
        "the log starts here with entry "
            + first.baseIndex()
            + ", but what is known of its start ends at entry "
            + startIndex;
    if (startIndex < flushedIndex()) {
      damages.add(new LogDamageException(live().get(0).name(), startIndex + 1, 0, problem));
    } else {
      isEnded = true;
      tail = live().get(0).name() + ": " + problem;
      check.startAt(SegmentDescriptor.FIRST);
    }
  }

  private List<Segment> live() {
    return found.live();
  }

  private long flushedIndex() {
    return found.flushedIndexHint();
  }

  /** Moves to the next sound entry; false at the end, or where it is not sound. */
  boolean next() {
    while (!isEnded) {
      if (scanner == null) {
        openNext();
      } else if (check.lastIndex() + 1 == endIndex) {
        scanner = null;
      } else if (!scanner.next(excerpt)) {
        stop(scanner.position(), scanner.stopReason());
      } else {
        final String error = check.advance(excerpt);
        if (error == null) {
          return true;
        }
        stop(excerpt.position(), error);
      }
    }
    return false;
  }

  private void openNext() {
    if (++place == live().size()) {
      stop(0, null);
      return;
    }
    segment = live().get(place);
    final SegmentDescriptor descriptor = segment.descriptor();
    endIndex =
        place + 1 < live().size() ? live().get(place + 1).descriptor().baseIndex() : Long.MAX_VALUE;
    if (descriptor.baseIndex() == check.lastIndex() + 1
        && descriptor.baseOffset() == check.endOffset()
        && descriptor.previousTerm() == check.lastTerm()) {
      scanner = segment.scan();
    } else {
      stop(0, descriptor + " does not carry on from what is before it");
    }
  }

  private void stop(long position, String reason) {
    isEnded = true;
    final long index = check.lastIndex() + 1;
    final boolean isShort = place + 1 < live().size();
    tail = reason == null && isShort ? "nothing is written here" : reason;
    if (index <= flushedIndex()) {
      damages.add(
          new LogDamageException(
              segment == null ? directory.toString() : segment.name(),
              index,
              position,
              (tail == null ? "nothing is written here" : tail)
                  + ", but entries up to "
                  + flushedIndex()
                  + " had been flushed"));
      tail = null;
    } else if (tail != null) {
      tail = segment.name() + ", index " + index + ", position " + position + ": " + tail;
    }
  }

  /** Returns the index of the entry that the reader stands on. */
  long index() {
    return check.lastIndex();
  }

  Excerpt excerpt() {
    return excerpt;
  }

  long firstIndex() {
    return firstIndex;
  }

  long commitIndex() {
    return commitIndex;
  }

  /** Describes the entry that the reader stands on. */
  String describe() {
    final DirectBuffer buffer = excerpt.buffer();
    final int position = excerpt.position();
    return String.format(
        "%s: index %d, term %d, offset %d, %d records, %d bytes,"
            + " header CRC 0x%08x, body CRC 0x%08x",
        directory,
        Batch.index(buffer, position),
        Batch.term(buffer, position),
        Batch.baseOffset(buffer, position),
        Batch.recordCount(buffer, position),
        excerpt.length(),
        Batch.headerCrc(buffer, position),
        Batch.bodyCrc(buffer, position));
  }

  /** Returns what is flushed of each live segment. */
  List<SegmentSpan> spans() {
    final List<SegmentSpan> spans = new ArrayList<>();
    for (int i = 0; i < live().size(); i++) {
      final SegmentDescriptor each = live().get(i).descriptor();
      final long next =
          i + 1 < live().size() ? live().get(i + 1).descriptor().baseIndex() : endOfLast(each);
      final long end = Math.min(next, flushedIndex() + 1);
      if (end > each.baseIndex()) {
        spans.add(new SegmentSpan(each.ordinal(), each.baseIndex(), end));
      }
    }
    return spans;
  }

  /** Where what follows cannot be made out, the last one ends where it ends. */
  private long endOfLast(SegmentDescriptor last) {
    return isCutShort
        ? LogExtent.of(store, List.of(last.ordinal())).lastIndex() + 1
        : Long.MAX_VALUE;
  }

  /** Returns the store of the segments, closed with this. */
  SegmentStore store() {
    return store;
  }

  /** Returns what was found damaged until now. */
  List<LogDamageException> damages() {
    return List.copyOf(damages);
  }

  /** Returns what was found; the reader is at its end. */
  ReplicaVerification result() {
    if (damages.isEmpty() && commitIndex > check.lastIndex()) {
      damages.add(
          new LogDamageException(
              segment == null ? directory.toString() : segment.name(),
              check.lastIndex() + 1,
              0,
              "the log ends here, but entries up to " + commitIndex + " had been committed"));
    }
    return new ReplicaVerification(
        directory,
        firstIndex,
        check.lastIndex(),
        check.endOffset(),
        flushedIndex(),
        commitIndex,
        tail,
        damages);
  }

  @Override
  public void close() {
    found.close();
    store.close();
  }
}
