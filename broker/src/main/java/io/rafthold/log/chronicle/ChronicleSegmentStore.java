package io.rafthold.log.chronicle;

import io.rafthold.log.FlushMark;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogSettings;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.Quarantine;
import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentScan;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.StateWrite;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.protocol.storage.DataLayout;
import io.rafthold.protocol.storage.ExcerptFrames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Keeps the segments of one log in a directory, each in a directory of its own that is named by its
 * ordinal and holds one Chronicle Queue and a descriptor.
 *
 * <p>The next segment is made ahead in the directory {@code spare}, and renamed to what it will be
 * while it waits: its descriptor is blank, so a crash leaves behind a segment that was never
 * finished. Then rolling is writing the descriptor. Where the append thread finds none, it makes
 * one in the directory {@code making}.
 */
public final class ChronicleSegmentStore implements SegmentStore {
  private static final Pattern NAME = Pattern.compile("[0-9]{20}");
  private static final String SPARE_NAME = "spare";
  private static final String MAKING_NAME = "making";
  private static final String MARK_NAME = "flushed";

  private final Path directory;
  private final int groupId;
  private final SegmentLayout layout;
  private final boolean isReadOnly;

  /** The housekeeping thread's. */
  private final SegmentMaker maker;

  /** Bears the name of the next segment; null where none is ready. Written under {@code this}. */
  private volatile PreparedSegment ready;

  /** Ordinal of the newest segment; guarded by {@code this}. */
  private long newestOrdinal;

  private final SegmentUses uses = new SegmentUses();

  private final SegmentRemoval removal;

  /** Made with the directory, so that a full disk is not met by a flush; null when read-only. */
  private final TwoSlotFile mark;

  private boolean isClosed;

  private ChronicleSegmentStore(
      Path directory, int groupId, LogSettings settings, SegmentPool pool, boolean isReadOnly) {
    this.directory = directory;
    this.groupId = groupId;
    layout = SegmentLayout.of(settings.segmentBytes(), settings.maxBatchBytes());
    maker = new SegmentMaker(directory.resolve(SPARE_NAME), layout, pool);
    removal = new SegmentRemoval(directory, layout, pool, uses);
    this.isReadOnly = isReadOnly;
    if (isReadOnly) {
      mark = null;
    } else {
      try {
        Files.createDirectories(directory);
        Directories.delete(directory.resolve(SPARE_NAME));
        Directories.delete(directory.resolve(MAKING_NAME));
        Directories.delete(removal.doomed());
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
    this(directory, groupId, new LogSettings(segmentBytes, maxBatchBytes), SegmentPool.none());
  }

  /**
   * Opens the store, and makes its directory where it is missing.
   *
   * @param directory of the segments, this store's alone
   * @param groupId of the Raft group; segments of another one are refused
   * @param settings sizes of the log
   * @param pool gets files of segments that are dropped, and gives them for new ones
   * @throws UncheckedIOException where the directory cannot be made
   * @throws LogDamageException where its flush mark is damaged or another group's
   */
  public ChronicleSegmentStore(
      Path directory, int groupId, LogSettings settings, SegmentPool pool) {
    this(directory, groupId, settings, pool, false);
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
        SegmentPool.none(),
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
  public long prepare() {
    checkWritable();
    if (ready != null || isClosed) {
      return 0;
    }
    try {
      final long bytes = maker.step();
      final PreparedSegment made = maker.take();
      if (made != null) {
        publish(made);
      }
      return bytes;
    } catch (IOException e) {
      throw QueueWriter.failure("prepare a segment in", directory, e);
    }
  }

  @Override
  public boolean isPrepared() {
    return ready != null;
  }

  /** Gives a segment the name of the next one; the name is durable before it is needed, mostly. */
  private void publish(PreparedSegment made) throws IOException {
    synchronized (this) {
      boolean done = false;
      try {
        ready = renamed(made, newestOrdinal + 1);
        done = true;
      } finally {
        if (!done) {
          made.close();
        }
      }
    }
    Directories.force(directory);
  }

  private PreparedSegment renamed(PreparedSegment made, long ordinal) throws IOException {
    final Path place = directoryOf(ordinal);
    if (!made.directory().equals(place)) {
      Files.move(made.directory(), place, StandardCopyOption.ATOMIC_MOVE);
    }
    return new PreparedSegment(place, made.writer(), made.mapping(), made.index());
  }

  @Override
  public synchronized Segment create(SegmentDescriptor descriptor) {
    checkWritable();
    final long ordinal = descriptor.ordinal();
    PreparedSegment made = ready;
    ready = null;
    boolean done = false;
    try {
      if (made == null) {
        made = SegmentMaker.makeNow(directory.resolve(MAKING_NAME), layout);
      }
      made = renamed(made, ordinal);
      DescriptorFile.write(made.directory(), groupId, descriptor);
      newestOrdinal = ordinal;
      done = true;
      return ChronicleSegment.created(descriptor, made.directory(), made, uses.begin(ordinal));
    } catch (IOException e) {
      throw QueueWriter.failure("create segment", directoryOf(ordinal), e);
    } finally {
      if (!done && made != null) {
        discard(made);
      }
    }
  }

  /** Leaves nothing behind of a segment that could not be made use of. */
  private static void discard(PreparedSegment made) {
    made.close();
    try {
      Directories.delete(made.directory());
    } catch (IOException e) {
      throw QueueWriter.failure("delete", made.directory(), e);
    }
  }

  @Override
  public Segment open(long ordinal) {
    final Path place = directoryOf(ordinal);
    try {
      final SegmentDescriptor descriptor = DescriptorFile.read(place, groupId, ordinal);
      if (descriptor != null) {
        return ChronicleSegment.opened(descriptor, place, uses.begin(ordinal));
      }
      refuseOrphanedEntries(place, ordinal);
      return null;
    } catch (NoSuchFileException e) {
      throw new LogDamageException(
          place.toString(), LogDamageException.NO_INDEX, 0, "its queue file is missing");
    } catch (IOException e) {
      throw QueueWriter.failure("open segment", place, e);
    }
  }

  @Override
  public SegmentScan scan(long ordinal) {
    final Path place = directoryOf(ordinal);
    try {
      final SegmentDescriptor descriptor = DescriptorFile.read(place, groupId, ordinal);
      return descriptor == null ? null : ChannelScan.open(descriptor, place);
    } catch (NoSuchFileException e) {
      throw new LogDamageException(
          place.toString(), LogDamageException.NO_INDEX, 0, "its queue file is missing");
    } catch (IOException e) {
      throw QueueWriter.failure("open segment", place, e);
    }
  }

  /**
   * A flush forces a segment's descriptor before its entries, so entries without one mean damage,
   * unless the segment was never flushed: the system may write its pages in any order by itself.
   * Where there is no mark, that cannot be told, and it is taken for damage.
   */
  private void refuseOrphanedEntries(Path place, long ordinal) throws IOException {
    final Path file = place.resolve(SingleCycle.FILE_NAME);
    if (!Files.exists(file) || Files.size(file) == 0) {
      return;
    }
    try (SegmentMapping mapping = new SegmentMapping(file)) {
      final int frame =
          ExcerptFrames.firstExcerpt(mapping.buffer(), 0, mapping.buffer().capacity());
      if (frame != ExcerptFrames.NONE && !isBehindMark(ordinal)) {
        throw new LogDamageException(
            place.toString(),
            LogDamageException.NO_INDEX,
            frame,
            "the segment has entries and no descriptor");
      }
    }
  }

  private boolean isBehindMark(long ordinal) {
    try {
      final FlushMark flushed = flushMark();
      return flushed != null && ordinal > flushed.ordinal();
    } catch (NewerFormatException newer) {
      throw newer;
    } catch (LogDamageException lost) {
      return false;
    }
  }

  @Override
  public void delete(long ordinal) {
    checkWritable();
    removal.remove(ordinal, directoryOf(ordinal));
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
  public StateWrite beginState(long ordinal, byte[] content) {
    checkWritable();
    return new StateFileWrite(directoryOf(ordinal), groupId, content);
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
    return DataLayout.segment(directory, ordinal);
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
    if (ready != null) {
      discard(ready);
      ready = null;
    }
    if (!isReadOnly) {
      try {
        maker.close();
      } catch (IOException e) {
        throw QueueWriter.failure("clear away what was made in", directory, e);
      }
    }
  }
}
