package io.rafthold.partition;

/** A disk as full as the test says. */
final class TestDisk implements DiskSpace {
  boolean isFull;

  @Override
  public boolean isFull() {
    return isFull;
  }

  @Override
  public long usableBytes() {
    return isFull ? 0 : Long.MAX_VALUE;
  }

  @Override
  public long reserveBytes() {
    return 1;
  }
}
