package io.rafthold.client.local;

import io.rafthold.protocol.storage.DataLayout;
import io.rafthold.protocol.storage.DescriptorLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The segments that make up a replica's log, by their descriptors. One that starts at an index ends
 * all older ones there, so a committed entry lies in the segment of the highest ordinal that starts
 * at or before it: nothing that comes later changes that, since no later segment starts at or
 * before a committed entry.
 */
final class SegmentList {
  private static final long NOTHING = -1;

  private final Path directory;
  private final int groupId;
  private final Map<Long, SegmentStart> known = new HashMap<>();
  private final ArrayList<SegmentStart> live = new ArrayList<>();
  private long openOrdinal = NOTHING;
  private String unsound;

  /**
   * Knows nothing yet.
   *
   * @param directory of the segments
   */
  SegmentList(Path directory, int groupId) {
    this.directory = directory;
    this.groupId = groupId;
  }

  /** Forgets everything: a broker that starts may have removed segments and made others. */
  void clear() {
    known.clear();
    live.clear();
    openOrdinal = NOTHING;
  }

  /** Tells whether it knows all segments up to the one that takes appends. */
  boolean isOf(long ordinal) {
    return openOrdinal == ordinal;
  }

  /**
   * Looks at the directory anew.
   *
   * @param ordinal of the segment that takes appends, as it was published before this call
   */
  void refresh(long ordinal) throws IOException {
    unsound = null;
    live.clear();
    final Map<Long, SegmentStart> found = new HashMap<>();
    for (final long each : ordinals()) {
      if (each > ordinal) {
        // In the making: nothing of it is committed, and its number may be given out once more.
        break;
      }
      SegmentStart start = known.get(each);
      if (start == null) {
        start = read(each);
      }
      if (start != null) {
        found.put(each, start);
        add(start);
      }
    }
    known.clear();
    known.putAll(found);
    openOrdinal = ordinal;
  }

  private List<Long> ordinals() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(DataLayout::isSegment)
          .map(Long::valueOf)
          .sorted()
          .toList();
    } catch (NoSuchFileException gone) {
      return List.of();
    }
  }

  /** Reads a descriptor; null where the segment is gone, is not used yet, or is unsound. */
  private SegmentStart read(long ordinal) throws IOException {
    final byte[] bytes;
    try {
      bytes =
          Files.readAllBytes(
              DataLayout.segment(directory, ordinal).resolve(DataLayout.DESCRIPTOR_NAME));
    } catch (NoSuchFileException gone) {
      return null;
    }
    final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    if (DescriptorLayout.isBlank(buffer)) {
      return null;
    }
    final String error = DescriptorLayout.error(buffer, groupId, ordinal);
    if (error != null) {
      unsound = "the descriptor of segment " + ordinal + " in " + directory + ": " + error;
      return null;
    }
    return new SegmentStart(
        ordinal,
        DescriptorLayout.baseIndex(buffer),
        DescriptorLayout.baseOffset(buffer),
        DescriptorLayout.isStart(buffer));
  }

  private void add(SegmentStart next) {
    while (!live.isEmpty()
        && (next.isStart() || live.get(live.size() - 1).baseIndex() >= next.baseIndex())) {
      live.remove(live.size() - 1);
    }
    live.add(next);
  }

  /** Returns what is wrong with a descriptor that was looked at last; null where nothing is. */
  String unsound() {
    return unsound;
  }

  int size() {
    return live.size();
  }

  SegmentStart at(int place) {
    return live.get(place);
  }

  /** Returns the place of the last segment that starts at an index or before it, -1 for none. */
  int placeOfIndex(long index) {
    int low = -1;
    int high = live.size() - 1;
    while (low < high) {
      final int middle = (low + high + 1) >> 1;
      if (live.get(middle).baseIndex() <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * Returns the place of the last segment that starts at an offset or before it, -1 for none.
   *
   * @param endIndex segments that start behind it do not count
   */
  int placeOfOffset(long offset, long endIndex) {
    int low = -1;
    int high = placeOfIndex(endIndex);
    while (low < high) {
      final int middle = (low + high + 1) >> 1;
      if (live.get(middle).baseOffset() <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Returns the index at which a segment ends, as far as it is known by now. */
  long endIndex(int place) {
    return place + 1 < live.size() ? live.get(place + 1).baseIndex() : Long.MAX_VALUE;
  }
}
