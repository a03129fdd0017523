package io.rafthold.log;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The entries of one replica, or one segment, of a broker that does not run: from first to last,
 * each verified before it is given. Writes nothing. For one thread.
 */
public final class LogEntries implements AutoCloseable {
  private final ReplicaReader reader;
  private final SegmentStore store;
  private final Segment segment;
  private final ExcerptScanner scanner;
  private final EntryCheck check = new EntryCheck();
  private final Excerpt excerpt = new Excerpt();
  private LogDamageException damage;

  private LogEntries(ReplicaReader reader, SegmentStore store, Segment segment) {
    this.reader = reader;
    this.store = store;
    this.segment = segment;
    scanner = segment == null ? null : segment.scan();
    if (segment != null) {
      check.startAt(segment.descriptor());
    }
  }

  /**
   * Opens a replica's log.
   *
   * @param directory of the replica
   * @param groupId of the Raft group
   * @param stores opens its segments for reading
   * @return stands before the first entry
   */
  public static LogEntries ofReplica(Path directory, int groupId, LogVerifier.StoreOpener stores) {
    return new LogEntries(new ReplicaReader(directory, groupId, stores), null, null);
  }

  /**
   * Opens one segment, alive or dead.
   *
   * @param store for reading; closed with this
   * @param ordinal of the segment
   * @return stands before the first entry; null where there is no such segment, or it holds nothing
   * @throws LogDamageException where it cannot be made out
   */
  public static LogEntries ofSegment(SegmentStore store, long ordinal) {
    final boolean isThere = Arrays.stream(store.ordinals()).anyMatch(each -> each == ordinal);
    final Segment segment = isThere ? store.open(ordinal) : null;
    return segment == null ? null : new LogEntries(null, store, segment);
  }

  /**
   * Moves to the next sound entry.
   *
   * @return false where there is none
   */
  public boolean next() {
    if (reader != null) {
      return reader.next();
    }
    if (damage != null) {
      return false;
    }
    if (!scanner.next(excerpt)) {
      if (scanner.stopReason() != null) {
        stop(scanner.position(), scanner.stopReason());
      }
      return false;
    }
    final String error = check.advance(excerpt);
    if (error != null) {
      stop(excerpt.position(), error);
    }
    return error == null;
  }

  private void stop(long position, String problem) {
    damage = new LogDamageException(segment.name(), check.lastIndex() + 1, position, problem);
  }

  /**
   * Returns what holds the entry.
   *
   * @return valid until the next call of {@link #next}
   */
  public DirectBuffer buffer() {
    return entry().buffer();
  }

  /**
   * Returns where the entry's batch starts.
   *
   * @return position in {@link #buffer()}
   */
  public int position() {
    return entry().position();
  }

  private Excerpt entry() {
    return reader == null ? excerpt : reader.excerpt();
  }

  /**
   * Tells what is damaged: what ends the log, or the segment, before its end, and files beside it.
   *
   * @return as far as it was found until now
   */
  public List<LogDamageException> damages() {
    if (reader != null) {
      return reader.damages();
    }
    return damage == null ? List.of() : List.of(damage);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    } else {
      segment.close();
      store.close();
    }
  }
}
