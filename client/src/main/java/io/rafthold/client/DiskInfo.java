package io.rafthold.client;

/**
 * The disk of a broker that holds its logs.
 *
 * @param usableBytes free for records and everything else, -1 where it is not known
 * @param reserveBytes kept free of records, -1 where it is not known
 * @param isFull whether the broker takes no records, since only the reserve is left
 */
public record DiskInfo(long usableBytes, long reserveBytes, boolean isFull) {
  /** Of a broker that did not say. */
  public static final DiskInfo UNKNOWN = new DiskInfo(-1, -1, false);
}
