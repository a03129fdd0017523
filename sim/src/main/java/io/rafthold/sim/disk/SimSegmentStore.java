package io.rafthold.sim.disk;

import io.rafthold.log.FlushMark;
import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.StateFile;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/** The segments of one group on a {@link SimDisk}, for one life of the process. */
final class SimSegmentStore implements SegmentStore {
  /** Stands for the work of making a segment ahead, by which housekeeping is paced. */
  private static final long PREPARED_BYTES = 1 << 20;

  private final SimDisk disk;
  private final GroupDirectory directory;
  private final TreeMap<Long, SimSegment> open = new TreeMap<>();
  private long lastIndex;
  private boolean isPrepared;

  SimSegmentStore(SimDisk disk, GroupDirectory directory) {
    this.disk = disk;
    this.directory = directory;
  }

  SimDisk disk() {
    return disk;
  }

  String name() {
    return "broker-" + disk.brokerId() + "/group-" + directory.groupId;
  }

  @Override
  public long[] ordinals() {
    return directory.segments.keySet().stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public long prepare() {
    if (isPrepared) {
      return 0;
    }
    disk.beforeWrite(1);
    isPrepared = true;
    return PREPARED_BYTES;
  }

  @Override
  public boolean isPrepared() {
    return isPrepared;
  }

  @Override
  public Segment create(SegmentDescriptor descriptor) {
    disk.beforeWrite(0);
    isPrepared = false;
    final SegmentFile file = new SegmentFile(descriptor);
    directory.segments.put(descriptor.ordinal(), file);
    final SimSegment segment = new SimSegment(this, file, true);
    open.put(descriptor.ordinal(), segment);
    lastIndex = descriptor.baseIndex() - 1;
    if (descriptor.isStart()) {
      disk.watcher().onReplaced(disk.brokerId(), directory.groupId, descriptor.baseIndex());
    } else {
      disk.watcher().onCut(disk.brokerId(), directory.groupId, descriptor.baseIndex());
    }
    return segment;
  }

  @Override
  public Segment open(long ordinal) {
    final SegmentFile file = directory.segments.get(ordinal);
    if (file == null || file.isUnreadable()) {
      return null;
    }
    final SimSegment segment = new SimSegment(this, file, false);
    // Whoever opens a segment a second time only reads.
    open.putIfAbsent(ordinal, segment);
    return segment;
  }

  @Override
  public void delete(long ordinal) {
    disk.beforeWrite(0);
    final boolean isNewest = directory.segments.lastKey() == ordinal;
    final SegmentFile removed = directory.segments.remove(ordinal);
    directory.states.remove(ordinal);
    if (isNewest && removed.used() == 0) {
      disk.watcher().onCutUndone(disk.brokerId(), directory.groupId);
    }
    open.remove(ordinal);
  }

  @Override
  public byte[] readState(long ordinal) {
    final byte[] file = directory.states.get(ordinal);
    return file == null
        ? null
        : StateFile.open(file, directory.groupId, name() + "/" + ordinal + "/state");
  }

  @Override
  public boolean writeState(long ordinal, byte[] content) {
    disk.beforeWrite(content.length);
    if (!directory.segments.containsKey(ordinal)) {
      return false;
    }
    disk.beforeForce();
    final long index = directory.segments.get(ordinal).descriptor.baseIndex() - 1;
    disk.watcher().onStateKept(disk.brokerId(), directory.groupId, index);
    directory.states.put(ordinal, directory.groupId, content);
    return true;
  }

  @Override
  public void moveState(long fromOrdinal, long toOrdinal) {
    disk.beforeWrite(0);
    directory.states.move(fromOrdinal, toOrdinal);
  }

  @Override
  public void writeFlushMark(long flushedIndex, long ordinal) {
    disk.beforeWrite(0);
    directory.mark(new FlushMark(flushedIndex, ordinal), disk.random());
  }

  @Override
  public FlushMark flushMark() {
    return directory.mark();
  }

  void appended(long index, DirectBuffer buffer, int position) {
    lastIndex = index;
    disk.watcher().onAppended(disk.brokerId(), directory.groupId, index, buffer, position);
  }

  /** Works out how far the log is on the disk, over all its segments in order. */
  void forced() {
    long durable = 0;
    long expected = -1;
    for (final Map.Entry<Long, SimSegment> each : open.entrySet()) {
      final SegmentDescriptor descriptor = each.getValue().descriptor();
      final long base = descriptor.baseIndex();
      final boolean isNewStart = descriptor.isStart() && each.getValue().isCreationForced();
      if (expected >= 0 && base > expected && !isNewStart) {
        // A later one may begin the log anew, while this one waits to be deleted.
        continue;
      }
      durable = base - 1 + each.getValue().forcedCount();
      expected = durable + 1;
    }
    disk.watcher().onForced(disk.brokerId(), directory.groupId, Math.min(durable, lastIndex));
  }

  @Override
  public void close() {
    open.clear();
  }
}
