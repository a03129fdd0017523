package io.rafthold.protocol.storage;

/**
 * The file in which a broker says how far a replica's log is committed, for processes of its host
 * that read the segments themselves.
 *
 * <pre>
 *   0                   4                   8                   12
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | "RHPS"            | version     int32 | groupId     int32 | partition   int32 |
 *   +-------------------+-------------------+-------------------+-------------------+ 16
 *   | run                             int64 | openOrdinal                     int64 |
 *   +---------------------------------------+---------------------------------------+ 32
 *   | firstIndex                      int64 | startOffset                     int64 |
 *   +---------------------------------------+---------------------------------------+ 48
 *   | commitIndex                     int64 | commitTerm                      int64 |
 *   +---------------------------------------+---------------------------------------+ 64
 *   | commitOffset                    int64 | durableOffset                   int64 |
 *   +-------------------+-------------------+---------------------------------------+ 80
 *   | topicLength int32 | reserved (0), to byte 127
 *   +-------------------+---------------------------------------------------------- 128
 *   | topic, UTF-8, 249 bytes at most; zeros to byte 511
 *   +------------------------------------------------------------------------------ 512
 * </pre>
 *
 * <p>Little endian. Bytes 16 to 79 are eight numbers, each stored and loaded as a whole. They are
 * stored with release, in this order: {@code openOrdinal}, {@code startOffset}, {@code firstIndex},
 * {@code commitIndex}, {@code commitTerm}, {@code commitOffset}, {@code durableOffset}; and {@code
 * run} first where it becomes even, last where it becomes odd. A reader loads with acquire, and
 * what it wants to be the older of two numbers, first.
 */
public final class PositionLayout {
  /** Length of the file in bytes. */
  public static final int LENGTH = 512;

  /** Version that this program writes; the only one that it reads. */
  public static final int FORMAT_VERSION = 1;

  /** The first four bytes. */
  public static final int MAGIC = 'R' | 'H' << 8 | 'P' << 16 | 'S' << 24;

  /** The partition of a replica that is no topic's, as that of the metadata. */
  public static final int NO_PARTITION = -1;

  /** The longest topic name in bytes. */
  public static final int MAX_TOPIC_LENGTH = 249;

  /** Position of {@link #MAGIC}. */
  public static final int MAGIC_OFFSET = 0;

  /** Position of the format version. */
  public static final int VERSION_OFFSET = 4;

  /** Position of the Raft group's id. */
  public static final int GROUP_ID_OFFSET = 8;

  /** Position of the partition's number. */
  public static final int PARTITION_OFFSET = 12;

  /**
   * Position of the run. Odd while a replica is open over the files, or ended without a word; even
   * while they are closed, or being opened, and may be changed in any way. It rises with each of
   * these steps.
   */
  public static final int RUN_OFFSET = 16;

  /**
   * Position of the ordinal of the segment that takes appends. It rises with each segment that
   * becomes part of the log, before any of its entries counts as committed.
   */
  public static final int OPEN_ORDINAL_OFFSET = 24;

  /** Position of the log's first index. It is raised before segments go. */
  public static final int FIRST_INDEX_OFFSET = 32;

  /** Position of the offset of the first record that is kept. */
  public static final int START_OFFSET_OFFSET = 40;

  /** Position of the commit index. It never falls within a run. */
  public static final int COMMIT_INDEX_OFFSET = 48;

  /** Position of the term of the entry at the commit index. */
  public static final int COMMIT_TERM_OFFSET = 56;

  /** Position of the offset behind the last committed record. */
  public static final int COMMIT_OFFSET_OFFSET = 64;

  /** Position of the offset behind the last record that is flushed on a majority. */
  public static final int DURABLE_OFFSET_OFFSET = 72;

  /** Position of the length of the topic's name in bytes, 0 for none. */
  public static final int TOPIC_LENGTH_OFFSET = 80;

  /** Position of the topic's name. */
  public static final int TOPIC_OFFSET = 128;

  private PositionLayout() {}

  /** Tells whether a run is one in which a replica is open over the files. */
  public static boolean isOpen(long run) {
    return (run & 1) != 0;
  }

  /** Returns the even run that comes next. */
  public static long closedBehind(long run) {
    return (run | 1) + 1;
  }
}
