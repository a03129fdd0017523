package io.rafthold.log.chronicle;

import io.rafthold.log.FlushMark;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogSettings;
import io.rafthold.log.Quarantine;
import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.TwoSlotFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Keeps the segments of one log in a directory, each in a directory of its own that is named by its
 * ordinal and holds one Chronicle Queue and a descriptor.
 *
 * <p>A segment is made in the directory {@code spare} and renamed when it is whole, so that a name
 * of digits stands for a whole segment, but after a loss of power.
 */
public final class ChronicleSegmentStore implements SegmentStore {
  private static final Pattern NAME = Pattern.compile("[0-9]{20}");
  private static final String SPARE_NAME = "spare";
  private static final String DOOMED_NAME = "doomed";
  private static final String MARK_NAME = "flushed";

  private final Path directory;
  private final int groupId;
  private final LogSettings settings;
  private final boolean isReadOnly;

  /** The queue in the spare directory, or null; guarded by {@code this}. */
  private QueueWriter spare;

  /** Made with the directory, so that a full disk is not met by a flush; null when read-only. */
  private final TwoSlotFile mark;

  private boolean isClosed;

  private ChronicleSegmentStore(
      Path directory, int groupId, LogSettings settings, boolean isReadOnly) {
    this.directory = directory;
    this.groupId = groupId;
    this.settings = settings;
    this.isReadOnly = isReadOnly;
    if (isReadOnly) {
      mark = null;
    } else {
      try {
        Files.createDirectories(directory);
        deleteTree(directory.resolve(SPARE_NAME));
        deleteTree(directory.resolve(DOOMED_NAME));
      } catch (IOException e) {
        throw QueueWriter.failure("set up", directory, e);
      }
      final Path file = directory.resolve(MARK_NAME);
      mark = TwoSlotFile.open(file, TwoSlotFile.Kind.FLUSH_MARK, groupId, 0, 0, 0);
    }
  }

  /**
   * Opens the store, and makes its directory where it is missing.
   *
   * @param directory of the segments, this store's alone
   * @param groupId of the Raft group; segments of another one are refused
   * @param segmentBytes as in {@link LogSettings}
   * @param maxBatchBytes as in {@link LogSettings}
   * @throws UncheckedIOException where the directory cannot be made
   * @throws LogDamageException where its flush mark is damaged or another group's
   */
  public ChronicleSegmentStore(Path directory, int groupId, long segmentBytes, int maxBatchBytes) {
    this(directory, groupId, new LogSettings(segmentBytes, maxBatchBytes), false);
  }

  /**
   * Opens a store that only reads: it creates and deletes nothing, not even its directory.
   *
   * @param directory of the segments
   * @param groupId of the Raft group
   * @return the store
   */
  public static ChronicleSegmentStore readOnly(Path directory, int groupId) {
    return new ChronicleSegmentStore(
        directory,
        groupId,
        new LogSettings(LogSettings.MIN_SEGMENT_BYTES, LogSettings.MAX_BATCH_BYTES),
        true);
  }

  @Override
  public long[] ordinals() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches())
          .mapToLong(Long::parseLong)
          .sorted()
          .toArray();
    } catch (NoSuchFileException e) {
      return LongStream.empty().toArray();
    } catch (IOException e) {
      throw QueueWriter.failure("list", directory, e);
    }
  }

  @Override
  public synchronized void prepare() {
    checkWritable();
    if (spare != null || isClosed) {
      return;
    }
    final Path place = directory.resolve(SPARE_NAME);
    try {
      deleteTree(place);
      Files.createDirectory(place);
      spare = QueueWriter.create(place, settings.segmentBytes(), settings.maxBatchBytes());
    } catch (IOException e) {
      throw QueueWriter.failure("create a segment in", place, e);
    }
  }

  @Override
  public synchronized Segment create(SegmentDescriptor descriptor) {
    prepare();
    final QueueWriter writer = spare;
    spare = null;
    final Path place = directoryOf(descriptor.ordinal());
    boolean done = false;
    try {
      final Path spareDirectory = directory.resolve(SPARE_NAME);
      DescriptorFile.write(spareDirectory, groupId, descriptor);
      Files.move(spareDirectory, place, StandardCopyOption.ATOMIC_MOVE);
      final Segment segment = ChronicleSegment.created(descriptor, place, writer);
      done = true;
      return segment;
    } catch (IOException e) {
      throw QueueWriter.failure("create segment", place, e);
    } finally {
      if (!done) {
        writer.close();
      }
    }
  }

  @Override
  public Segment open(long ordinal) {
    final Path place = directoryOf(ordinal);
    try {
      final SegmentDescriptor descriptor = DescriptorFile.read(place, groupId, ordinal);
      if (descriptor != null) {
        return ChronicleSegment.opened(descriptor, place);
      }
      refuseOrphanedEntries(place);
      return null;
    } catch (NoSuchFileException e) {
      throw new LogDamageException(
          place.toString(), LogDamageException.NO_INDEX, 0, "its queue file is missing");
    } catch (IOException e) {
      throw QueueWriter.failure("open segment", place, e);
    }
  }

  /** A segment's descriptor is forced before its entries, so entries without one mean damage. */
  private static void refuseOrphanedEntries(Path place) throws IOException {
    final Path file = place.resolve(SingleCycle.FILE_NAME);
    if (!Files.exists(file) || Files.size(file) == 0) {
      return;
    }
    try (SegmentMapping mapping = new SegmentMapping(file)) {
      final int frame =
          ExcerptFrames.firstExcerpt(mapping.buffer(), 0, mapping.buffer().capacity());
      if (frame != ExcerptFrames.NONE) {
        throw new LogDamageException(
            place.toString(),
            LogDamageException.NO_INDEX,
            frame,
            "the segment has entries and no descriptor");
      }
    }
  }

  /** A segment loses its name first: it is whole or gone, whenever the process dies. */
  @Override
  public synchronized void delete(long ordinal) {
    checkWritable();
    final Path place = directoryOf(ordinal);
    final Path doomed = directory.resolve(DOOMED_NAME);
    try {
      deleteTree(doomed);
      Files.move(place, doomed, StandardCopyOption.ATOMIC_MOVE);
      deleteTree(doomed);
    } catch (IOException e) {
      throw QueueWriter.failure("delete segment", place, e);
    }
  }

  @Override
  public synchronized void setAside(long ordinal, String label) {
    checkWritable();
    quarantine(label).take(directoryOf(ordinal));
  }

  @Override
  public synchronized void copyAside(long ordinal, String label) {
    checkWritable();
    quarantine(label).copy(directoryOf(ordinal));
  }

  private Quarantine quarantine(String label) {
    return new Quarantine(directory.toAbsolutePath().getParent(), label);
  }

  @Override
  public byte[] readState(long ordinal) {
    return StateFiles.read(directoryOf(ordinal), groupId);
  }

  @Override
  public boolean writeState(long ordinal, byte[] content) {
    checkWritable();
    return StateFiles.write(directoryOf(ordinal), groupId, content);
  }

  @Override
  public void moveState(long fromOrdinal, long toOrdinal) {
    checkWritable();
    StateFiles.move(directoryOf(fromOrdinal), directoryOf(toOrdinal));
  }

  @Override
  public void writeFlushMark(long flushedIndex, long ordinal) {
    checkWritable();
    mark.write(flushedIndex, ordinal, 0, false);
  }

  @Override
  public FlushMark flushMark() {
    if (!isReadOnly) {
      return flushMark(mark);
    }
    final Path file = directory.resolve(MARK_NAME);
    if (!Files.exists(file)) {
      return null;
    }
    try (TwoSlotFile opened =
        TwoSlotFile.openReadOnly(file, TwoSlotFile.Kind.FLUSH_MARK, groupId)) {
      return flushMark(opened);
    }
  }

  private static FlushMark flushMark(TwoSlotFile file) {
    return file.value(1) == 0 ? null : new FlushMark(file.value(0), file.value(1));
  }

  private void checkWritable() {
    if (isReadOnly) {
      throw new IllegalStateException("the store of " + directory + " only reads");
    }
  }

  private Path directoryOf(long ordinal) {
    return directory.resolve(String.format("%020d", ordinal));
  }

  private static void deleteTree(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return;
    }
    final List<Path> files;
    try (Stream<Path> listed = Files.list(place)) {
      files = listed.toList();
    }
    for (final Path file : files) {
      Files.delete(file);
    }
    Files.delete(place);
  }

  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (mark != null) {
      mark.close();
    }
    if (spare != null) {
      spare.close();
      spare = null;
      final Path place = directory.resolve(SPARE_NAME);
      try {
        deleteTree(place);
      } catch (IOException e) {
        throw QueueWriter.failure("delete", place, e);
      }
    }
  }
}
