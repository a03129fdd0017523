package io.rafthold.server;

import io.rafthold.log.FlushMark;
import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentStore;

/** A store that is only looked at, and whose flush mark is not to be believed. */
final class MarklessStore implements SegmentStore {
  private final SegmentStore store;

  MarklessStore(SegmentStore store) {
    this.store = store;
  }

  @Override
  public long[] ordinals() {
    return store.ordinals();
  }

  @Override
  public Segment open(long ordinal) {
    return store.open(ordinal);
  }

  @Override
  public FlushMark flushMark() {
    return null;
  }

  @Override
  public boolean isPrepared() {
    return false;
  }

  @Override
  public long prepare() {
    throw refusal();
  }

  @Override
  public Segment create(SegmentDescriptor descriptor) {
    throw refusal();
  }

  @Override
  public void delete(long ordinal) {
    throw refusal();
  }

  @Override
  public void writeFlushMark(long flushedIndex, long ordinal) {
    throw refusal();
  }

  @Override
  public byte[] readState(long ordinal) {
    return store.readState(ordinal);
  }

  @Override
  public boolean writeState(long ordinal, byte[] state) {
    throw refusal();
  }

  @Override
  public void moveState(long fromOrdinal, long toOrdinal) {
    throw refusal();
  }

  private static IllegalStateException refusal() {
    return new IllegalStateException("this store is only looked at");
  }

  @Override
  public void close() {
    store.close();
  }
}
