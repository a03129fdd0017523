package io.rafthold.metadata;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cuts each topic's partitions into as many runs of neighbours as there are members. So members get
 * the same places of topics with equally many partitions, which belong together where keys do; in
 * exchange the first members may have one partition more of each topic.
 */
final class RangeAssignor implements Assignor {
  @Override
  public Map<Integer, Long> assign(
      List<Long> members, List<int[]> topics, Map<Integer, Long> previous) {
    final Map<Integer, Long> assigned = new TreeMap<>();
    for (final int[] partitions : topics) {
      final int least = partitions.length / members.size();
      final int withOneMore = partitions.length % members.size();
      int next = 0;
      for (int i = 0; i < members.size(); i++) {
        final int end = next + least + (i < withOneMore ? 1 : 0);
        while (next < end) {
          assigned.put(partitions[next++], members.get(i));
        }
      }
    }
    return assigned;
  }
}
