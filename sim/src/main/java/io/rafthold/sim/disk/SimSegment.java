package io.rafthold.sim.disk;

import io.rafthold.log.Excerpt;
import io.rafthold.log.ExcerptScanner;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.Batch;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/** One open segment of a {@link SimSegmentStore}. */
final class SimSegment implements Segment {
  private final SimSegmentStore store;
  private final SegmentFile file;
  private final IntArrayList positions = new IntArrayList();
  private final Excerpt scanned = new Excerpt();
  private int liveCount;
  private boolean forcesCreation;

  SimSegment(SimSegmentStore store, SegmentFile file, boolean isNew) {
    this.store = store;
    this.file = file;
    forcesCreation = isNew;
    if (!isNew) {
      final ExcerptScanner scanner = scan();
      while (scanner.next(scanned)) {
        positions.addInt(scanned.position());
      }
    }
  }

  @Override
  public SegmentDescriptor descriptor() {
    return file.descriptor;
  }

  @Override
  public String name() {
    return store.name() + "/" + file.descriptor.ordinal();
  }

  @Override
  public int liveCount() {
    return liveCount;
  }

  @Override
  public void limit(int newLiveCount) {
    liveCount = newLiveCount;
  }

  @Override
  public long usedBytes() {
    return file.used();
  }

  @Override
  public void append(
      DirectBuffer header, int headerPosition, DirectBuffer batch, int batchPosition, int length) {
    store.disk().beforeWrite(length);
    final int position = file.grow(length);
    file.buffer().putBytes(position, header, headerPosition, Batch.HEADER_LENGTH);
    file.buffer()
        .putBytes(
            position + Batch.HEADER_LENGTH,
            batch,
            batchPosition + Batch.HEADER_LENGTH,
            length - Batch.HEADER_LENGTH);
    file.commit(length);
    positions.addInt(position);
    liveCount++;
    store.appended(file.descriptor.baseIndex() + positions.size() - 1, file.buffer(), position);
  }

  @Override
  public void read(int number, Excerpt excerpt) {
    if (number < 0 || number >= positions.size()) {
      throw new LogDamageException(
          name(), file.descriptor.baseIndex() + number, file.used(), "no frame leads there");
    }
    final int position = positions.getInt(number);
    excerpt.set(
        file.buffer(),
        number,
        position,
        file.buffer()
            .getInt(position - SegmentFile.FRAME_HEADER, java.nio.ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public void readNext(Excerpt excerpt) {
    read(excerpt.number() + 1, excerpt);
  }

  @Override
  public ExcerptScanner scan() {
    return new SegmentScanner(file);
  }

  @Override
  public void rewrite(int number) {
    forcesCreation = true;
  }

  @Override
  public void flush() {
    store.disk().beforeForce();
    file.force(forcesCreation);
    store.forced();
  }

  /** Tells whether the segment itself is on the disk for good. */
  boolean isCreationForced() {
    return file.isCreationForced();
  }

  /** Returns how many entries from the first on are on the disk for good. */
  int forcedCount() {
    int count = positions.size();
    while (count > 0 && positions.getInt(count - 1) >= file.forcedBytes()) {
      count--;
    }
    return count;
  }

  @Override
  public void finish() {
    // Nothing is kept for writing.
  }

  @Override
  public void close() {
    // Memory needs no closing.
  }
}
