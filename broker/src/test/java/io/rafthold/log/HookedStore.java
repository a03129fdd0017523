package io.rafthold.log;

import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;

/** Passes everything on to a real store, and runs a hook before each flush of a segment. */
final class HookedStore implements SegmentStore {
  private final SegmentStore store;
  private Runnable beforeFlush = () -> {};
  private Runnable beforeCreate = () -> {};
  private Runnable beforeSetAside = () -> {};
  private LongConsumer beforeDelete = ordinal -> {};

  HookedStore(SegmentStore store) {
    this.store = store;
  }

  void beforeFlush(Runnable hook) {
    beforeFlush = hook;
  }

  void beforeCreate(Runnable hook) {
    beforeCreate = hook;
  }

  void beforeSetAside(Runnable hook) {
    beforeSetAside = hook;
  }

  @Override
  public long[] ordinals() {
    return store.ordinals();
  }

  @Override
  public long prepare() {
    return store.prepare();
  }

  @Override
  public boolean isPrepared() {
    return store.isPrepared();
  }

  @Override
  public Segment create(SegmentDescriptor descriptor) {
    beforeCreate.run();
    return new HookedSegment(store.create(descriptor));
  }

  @Override
  public Segment open(long ordinal) {
    final Segment segment = store.open(ordinal);
    return segment == null ? null : new HookedSegment(segment);
  }

  void beforeDelete(LongConsumer hook) {
    beforeDelete = hook;
  }

  @Override
  public void delete(long ordinal) {
    beforeDelete.accept(ordinal);
    store.delete(ordinal);
  }

  @Override
  public void setAside(long ordinal, String label) {
    beforeSetAside.run();
    store.setAside(ordinal, label);
  }

  @Override
  public void copyAside(long ordinal, String label) {
    store.copyAside(ordinal, label);
  }

  @Override
  public byte[] readState(long ordinal) {
    return store.readState(ordinal);
  }

  @Override
  public boolean writeState(long ordinal, byte[] content) {
    return store.writeState(ordinal, content);
  }

  @Override
  public void moveState(long fromOrdinal, long toOrdinal) {
    store.moveState(fromOrdinal, toOrdinal);
  }

  @Override
  public void writeFlushMark(long flushedIndex, long ordinal) {
    store.writeFlushMark(flushedIndex, ordinal);
  }

  @Override
  public FlushMark flushMark() {
    return store.flushMark();
  }

  @Override
  public void close() {
    store.close();
  }

  private final class HookedSegment implements Segment {
    private final Segment segment;

    private HookedSegment(Segment segment) {
      this.segment = segment;
    }

    @Override
    public SegmentDescriptor descriptor() {
      return segment.descriptor();
    }

    @Override
    public String name() {
      return segment.name();
    }

    @Override
    public int liveCount() {
      return segment.liveCount();
    }

    @Override
    public void limit(int liveCount) {
      segment.limit(liveCount);
    }

    @Override
    public long usedBytes() {
      return segment.usedBytes();
    }

    @Override
    public void append(
        DirectBuffer header, int headerPosition, DirectBuffer batch, int position, int length) {
      segment.append(header, headerPosition, batch, position, length);
    }

    @Override
    public void read(int number, Excerpt excerpt) {
      segment.read(number, excerpt);
    }

    @Override
    public void readNext(Excerpt excerpt) {
      segment.readNext(excerpt);
    }

    @Override
    public ExcerptScanner scan() {
      return segment.scan();
    }

    @Override
    public void flush() {
      beforeFlush.run();
      segment.flush();
    }

    @Override
    public void finish() {
      segment.finish();
    }

    @Override
    public void close() {
      segment.close();
    }
  }
}
