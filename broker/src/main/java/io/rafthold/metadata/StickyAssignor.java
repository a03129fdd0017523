package io.rafthold.metadata;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Spreads all partitions evenly, with the fewest moves: no member has two more than another one,
 * and no other even spread leaves more partitions where they were.
 *
 * <p>Who had most is given the larger share, where shares cannot be equal: whether a partition
 * stays depends on its member's share alone.
 */
final class StickyAssignor implements Assignor {
  @Override
  public Map<Integer, Long> assign(
      List<Long> members, List<int[]> topics, Map<Integer, Long> previous) {
    final Map<Long, List<Integer>> had = new HashMap<>();
    for (final Long member : members) {
      had.put(member, new ArrayList<>());
    }
    final List<Integer> free = new ArrayList<>();
    for (final int[] partitions : topics) {
      for (final int partition : partitions) {
        had.getOrDefault(previous.get(partition), free).add(partition);
      }
    }
    return spread(members, had, free);
  }

  private static Map<Integer, Long> spread(
      List<Long> members, Map<Long, List<Integer>> had, List<Integer> free) {
    final int count = free.size() + had.values().stream().mapToInt(List::size).sum();
    final int least = count / members.size();
    final int withOneMore = count % members.size();
    // Stable: of those with equally many the lower id comes first.
    final List<Long> byShare = new ArrayList<>(members);
    byShare.sort(Comparator.comparingInt((Long member) -> -had.get(member).size()));
    final Map<Integer, Long> assigned = new TreeMap<>();
    final Deque<Long> wanting = new ArrayDeque<>();
    final Map<Long, Integer> missing = new HashMap<>();
    for (int i = 0; i < byShare.size(); i++) {
      final Long member = byShare.get(i);
      final int share = least + (i < withOneMore ? 1 : 0);
      final List<Integer> own = had.get(member);
      final int kept = Math.min(share, own.size());
      own.subList(0, kept).forEach(partition -> assigned.put(partition, member));
      free.addAll(own.subList(kept, own.size()));
      if (kept < share) {
        missing.put(member, share - kept);
        wanting.add(member);
      }
    }
    for (final Integer partition : free) {
      final Long member = wanting.poll();
      assigned.put(partition, member);
      if (missing.merge(member, -1, Integer::sum) > 0) {
        wanting.add(member);
      }
    }
    return assigned;
  }
}
