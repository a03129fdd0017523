package io.rafthold.partition;

/**
 * How much room the file system with the logs has: the port between replicas and whoever looks. For
 * any thread; never touches the disk itself.
 */
public interface DiskSpace {
  /** A disk that never fills up, for where nobody looks. */
  DiskSpace PLENTY =
      new DiskSpace() {
        @Override
        public boolean isFull() {
          return false;
        }

        @Override
        public long usableBytes() {
          return Long.MAX_VALUE;
        }

        @Override
        public long reserveBytes() {
          return 0;
        }
      };

  /**
   * Tells whether only the reserve is left: no records are taken, while what keeps the cluster
   * going may still be written.
   *
   * @return as seen last
   */
  boolean isFull();

  /**
   * Returns what was free when it was looked at last.
   *
   * @return bytes that this process may use
   */
  long usableBytes();

  /**
   * Returns how much is kept free of records.
   *
   * @return bytes, 0 for nothing
   */
  long reserveBytes();
}
