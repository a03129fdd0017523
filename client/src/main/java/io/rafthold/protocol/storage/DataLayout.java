package io.rafthold.protocol.storage;

import java.nio.file.Path;
import java.util.Locale;

/** Where in a broker's data directory what lies. Touches no file. */
public final class DataLayout {
  /** The file of a segment that holds its entries. */
  public static final String ENTRIES_NAME = "19700102R.cq4";

  /** The file of a segment that says where it starts. */
  public static final String DESCRIPTOR_NAME = "descriptor";

  private static final String GROUPS_NAME = "groups";
  private static final String SEGMENTS_NAME = "segments";
  private static final String POSITION_NAME = "position";
  private static final String GROUP_PATTERN = "\\d{1,9}";
  private static final String SEGMENT_PATTERN = "\\d{20}";

  private DataLayout() {}

  /** Returns the directory that holds one directory for each Raft group. */
  public static Path groups(Path dataDirectory) {
    return dataDirectory.resolve(GROUPS_NAME);
  }

  /** Tells whether a name below {@link #groups} is that of a group's directory: its id. */
  public static boolean isGroup(String name) {
    return name.matches(GROUP_PATTERN);
  }

  /** Returns the file of a replica's published position, in the replica's directory. */
  public static Path position(Path replica) {
    return replica.resolve(POSITION_NAME);
  }

  /** Returns the directory that holds one directory for each segment, in the replica's. */
  public static Path segments(Path replica) {
    return replica.resolve(SEGMENTS_NAME);
  }

  /** Tells whether a name in the segments' directory is that of a segment: its ordinal. */
  public static boolean isSegment(String name) {
    return name.matches(SEGMENT_PATTERN);
  }

  /**
   * Returns the directory of a segment.
   *
   * @param segments directory of all of a replica's
   * @param ordinal above 0
   */
  public static Path segment(Path segments, long ordinal) {
    return segments.resolve(String.format(Locale.ROOT, "%020d", ordinal));
  }
}
