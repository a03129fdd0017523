package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.codec.AssignmentStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever members and topics there are: one owner each, evenly, and no move that need not be. */
class AssignorTest {
  private static final int RUNS = 2_000;

  private final Assignor range = Assignor.of(AssignmentStrategy.RANGE);
  private final Assignor sticky = Assignor.of(AssignmentStrategy.COOPERATIVE_STICKY);

  @Test
  void everyPartitionHasExactlyOneOwnerAndSharesAreEven() {
    for (long seed = 1; seed <= RUNS; seed++) {
      final SplittableRandom random = new SplittableRandom(seed);
      final List<Long> members = members(random, 1 + random.nextInt(12));
      final List<int[]> topics = topics(random);
      final Map<Integer, Long> previous = scattered(random, topics, members);
      for (final Assignor assignor : List.of(range, sticky)) {
        final Map<Integer, Long> assigned = assignor.assign(members, topics, previous);
        assertThat(assigned.keySet())
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(partitions(topics));
        assertThat(members).containsAll(assigned.values());
        assertThat(assignor.assign(members, topics, previous)).isEqualTo(assigned);
      }
      assertEven(sticky.assign(members, topics, previous), members, partitions(topics), seed);
      final Map<Integer, Long> ranges = range.assign(members, topics, previous);
      for (final int[] topic : topics) {
        assertEven(ranges, members, partitions(List.of(topic)), seed);
      }
    }
  }

  private static void assertEven(
      Map<Integer, Long> assigned, List<Long> members, List<Integer> partitions, long seed) {
    final List<Integer> counts = new ArrayList<>();
    for (final Long member : members) {
      counts.add((int) partitions.stream().filter(p -> assigned.get(p).equals(member)).count());
    }
    assertThat(Collections.max(counts) - Collections.min(counts))
        .as("seed %d: %s", seed, counts)
        .isLessThanOrEqualTo(1);
  }

  @Test
  void stickyMovesAsFewAsAnyEvenSpreadMust() {
    for (long seed = 1; seed <= RUNS; seed++) {
      final SplittableRandom random = new SplittableRandom(seed);
      final List<Long> members = members(random, 1 + random.nextInt(12));
      final List<int[]> topics = topics(random);
      final Map<Integer, Long> previous = scattered(random, topics, members);
      final Map<Integer, Long> assigned = sticky.assign(members, topics, previous);
      int kept = 0;
      for (final Integer partition : partitions(topics)) {
        kept += assigned.get(partition).equals(previous.get(partition)) ? 1 : 0;
      }
      assertThat(kept).as("seed %d", seed).isEqualTo(mostKept(members, topics, previous));
      assertThat(sticky.assign(members, topics, assigned))
          .as("seed %d: nothing moves twice", seed)
          .isEqualTo(assigned);
    }
  }

  /** Tries every choice of how many get the larger share: only counts matter. */
  private static int mostKept(List<Long> members, List<int[]> topics, Map<Integer, Long> previous) {
    final List<Integer> partitions = partitions(topics);
    final int least = partitions.size() / members.size();
    final int withOneMore = partitions.size() % members.size();
    int kept = 0;
    int overLeast = 0;
    for (final Long member : members) {
      final int had = (int) partitions.stream().filter(p -> member.equals(previous.get(p))).count();
      kept += Math.min(had, least);
      overLeast += had > least ? 1 : 0;
    }
    return kept + Math.min(overLeast, withOneMore);
  }

  @Test
  void aMemberThatJoinsTakesItsShareAndNothingElseMoves() {
    final List<int[]> topics = List.of(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    final Map<Integer, Long> three = sticky.assign(List.of(1L, 2L, 3L), topics, Map.of());
    final Map<Integer, Long> four = sticky.assign(List.of(1L, 2L, 3L, 4L), topics, three);
    four.forEach(
        (partition, member) ->
            assertThat(member == 4L || member.equals(three.get(partition))).isTrue());
    assertThat(Collections.frequency(new ArrayList<>(four.values()), 4L)).isEqualTo(3);
  }

  @Test
  void rangeGivesTheSamePlacesOfAlikeTopicsToOneMember() {
    final List<int[]> topics = List.of(new int[] {1, 2, 3, 4, 5}, new int[] {11, 12, 13, 14, 15});
    final Map<Integer, Long> assigned = range.assign(List.of(7L, 9L), topics, Map.of());
    assertThat(assigned)
        .containsEntry(1, 7L)
        .containsEntry(3, 7L)
        .containsEntry(4, 9L)
        .containsEntry(5, 9L);
    for (int place = 1; place <= 5; place++) {
      assertThat(assigned.get(place)).isEqualTo(assigned.get(place + 10));
    }
  }

  private static List<Long> members(SplittableRandom random, int count) {
    return random.longs().distinct().limit(count).sorted().boxed().toList();
  }

  private static List<int[]> topics(SplittableRandom random) {
    final List<int[]> topics = new ArrayList<>();
    int next = 1;
    for (int i = random.nextInt(5); i >= 0; i--) {
      final int[] partitions = new int[random.nextInt(14)];
      for (int j = 0; j < partitions.length; j++) {
        next += 1 + random.nextInt(3);
        partitions[j] = next;
      }
      topics.add(partitions);
    }
    return topics;
  }

  /** Some had partitions that are gone, some are gone themselves, and some partitions are new. */
  private static Map<Integer, Long> scattered(
      SplittableRandom random, List<int[]> topics, List<Long> members) {
    final Map<Integer, Long> previous = new HashMap<>();
    for (final Integer partition : partitions(topics)) {
      final int choice = random.nextInt(members.size() + 2);
      if (choice < members.size()) {
        previous.put(partition, members.get(random.nextInt(choice + 1)));
      } else if (choice == members.size()) {
        previous.put(partition, 1L);
      }
    }
    previous.put(1_000_000, members.get(0));
    return previous;
  }

  private static List<Integer> partitions(List<int[]> topics) {
    final List<Integer> all = new ArrayList<>();
    for (final int[] topic : topics) {
      for (final int partition : topic) {
        all.add(partition);
      }
    }
    return all;
  }
}
