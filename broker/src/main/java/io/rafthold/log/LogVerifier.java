package io.rafthold.log;

import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the data directories of stopped brokers, checks every entry, and compares what the replicas
 * of each group hold. It writes nothing.
 *
 * <p>A data directory holds {@code groups/ID/} for each replica, with {@code vote}, {@code
 * progress} and {@code segments/}. Replicas are compared up to the highest commit index that any of
 * them remembers, each up to its own end: behind that, they may differ rightly.
 */
public final class LogVerifier {
  private static final Pattern GROUP_NAME = Pattern.compile("0|[1-9][0-9]{0,9}");

  /** Opens the segments of a replica, for reading only, and knows the files beside them. */
  public interface StoreOpener {
    /**
     * Opens a store.
     *
     * @param directory of the segments; it may be missing
     * @param groupId of the Raft group
     * @return the store; the caller closes it
     */
    SegmentStore open(Path directory, int groupId);

    /**
     * Tells what the files beside a replica's log say of it.
     *
     * @param replica directory of the replica
     * @param groupId of the Raft group
     * @param damages is told of each file that is damaged, or missing where it must be there
     * @return what is known of the log
     * @throws NewerFormatException where a file is of a later format version
     */
    KnownLog known(Path replica, int groupId, Consumer<LogDamageException> damages);
  }

  private final StoreOpener stores;

  /**
   * Makes a verifier.
   *
   * @param stores opens segments for reading, and says what lies beside them
   */
  public LogVerifier(StoreOpener stores) {
    this.stores = stores;
  }

  /**
   * Verifies all groups that any of the directories holds.
   *
   * @param dataDirectories of brokers of one cluster, none of them running
   * @return one result for each group, by group id
   * @throws IllegalArgumentException where one is not a data directory
   * @throws UncheckedIOException where one cannot be read
   */
  public List<GroupVerification> verify(List<Path> dataDirectories) {
    final TreeMap<Integer, List<Path>> replicas = new TreeMap<>();
    for (final Path dataDirectory : dataDirectories) {
      final Path groups = dataDirectory.resolve("groups");
      if (!Files.isDirectory(groups)) {
        throw new IllegalArgumentException(
            dataDirectory + " is not a broker's data directory: it has no directory groups");
      }
      for (final Path directory : list(groups)) {
        final String name = directory.getFileName().toString();
        if (GROUP_NAME.matcher(name).matches()) {
          replicas.computeIfAbsent(Integer.parseInt(name), id -> new ArrayList<>()).add(directory);
        }
      }
    }
    final List<GroupVerification> results = new ArrayList<>();
    replicas.forEach(
        (groupId, directories) ->
            results.add(
                verifyGroup(groupId, directories, without(groupId, dataDirectories, directories))));
    return results;
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> without(
      int groupId, List<Path> dataDirectories, List<Path> directories) {
    return dataDirectories.stream()
        .filter(each -> !directories.contains(each.resolve("groups/" + groupId)))
        .toList();
  }

  private GroupVerification verifyGroup(int groupId, List<Path> directories, List<Path> missing) {
    final List<ReplicaReader> readers = new ArrayList<>();
    try {
      for (final Path directory : directories) {
        readers.add(new ReplicaReader(directory, groupId, stores));
      }
      return new Comparison(readers).run(groupId, missing);
    } finally {
      readers.forEach(ReplicaReader::close);
    }
  }

  /** Goes over the replicas of one group in step, by index. */
  private static final class Comparison {
    private final List<ReplicaReader> readers;
    private final boolean[] isAtEntry;
    private final UnsafeBuffer one = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer other = new UnsafeBuffer(0, 0);
    private long entryCount;
    private long recordCount;
    private long byteCount;
    private GroupVerification.Difference difference;

    Comparison(List<ReplicaReader> readers) {
      this.readers = readers;
      isAtEntry = new boolean[readers.size()];
    }

    GroupVerification run(int groupId, List<Path> missing) {
      final long commitIndex =
          readers.stream().mapToLong(ReplicaReader::commitIndex).max().orElse(0);
      long index = readers.stream().mapToLong(ReplicaReader::firstIndex).min().orElse(1);
      while (advanceTo(index)) {
        if (index <= commitIndex) {
          compareAt(index);
        }
        index++;
      }
      return new GroupVerification(
          groupId,
          readers.stream().map(ReplicaReader::result).toList(),
          missing,
          commitIndex,
          entryCount,
          recordCount,
          byteCount,
          difference);
    }

    /** Moves those that begin at or before the index to it; false where all are at their ends. */
    private boolean advanceTo(long index) {
      boolean isAnyLeft = false;
      for (int i = 0; i < isAtEntry.length; i++) {
        final ReplicaReader reader = readers.get(i);
        isAtEntry[i] = reader.firstIndex() <= index && reader.next();
        isAnyLeft |= isAtEntry[i] || reader.firstIndex() > index;
      }
      return isAnyLeft;
    }

    private void compareAt(long index) {
      ReplicaReader first = null;
      for (int i = 0; i < isAtEntry.length; i++) {
        if (!isAtEntry[i]) {
          continue;
        }
        final ReplicaReader reader = readers.get(i);
        if (first == null) {
          first = reader;
          count(first.excerpt());
        } else if (difference == null && !isSame(first.excerpt(), reader.excerpt())) {
          difference = new GroupVerification.Difference(index, first.describe(), reader.describe());
        }
      }
    }

    private void count(Excerpt entry) {
      entryCount++;
      recordCount += Batch.recordCount(entry.buffer(), entry.position());
      byteCount += entry.length();
    }

    private boolean isSame(Excerpt a, Excerpt b) {
      one.wrap(a.buffer(), a.position(), a.length());
      other.wrap(b.buffer(), b.position(), b.length());
      return one.equals(other);
    }
  }
}
