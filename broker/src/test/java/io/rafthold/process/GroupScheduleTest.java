package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is drawn, of many seeds. */
class GroupScheduleTest {
  private static final int SEEDS = 1_000;
  private static final int CYCLE = 8;

  @Test
  void aCycleHasAllKindsAndReachesFromOneMemberToEightAndBack() {
    for (int seed = 0; seed < SEEDS; seed++) {
      final Set<GroupSchedule.Kind> kinds = EnumSet.noneOf(GroupSchedule.Kind.class);
      final TreeSet<Integer> sizes = new TreeSet<>(Set.of(1));
      int members = 1;
      boolean hasZombie = false;
      for (final GroupSchedule.Event event : GroupSchedule.draw(new Random(seed), CYCLE)) {
        assertThat(event.members()).isPositive();
        if (event.kind() != GroupSchedule.Kind.ADD) {
          assertThat(event.members()).isLessThanOrEqualTo(members);
        }
        final boolean hasOthers = event.members() < members;
        hasZombie |= event.isInHand() && !event.isEarly() && hasOthers;
        members = event.after(members);
        sizes.add(members);
        kinds.add(event.kind());
      }
      assertThat(kinds).hasSize(GroupSchedule.Kind.values().length);
      assertThat(sizes.first()).isEqualTo(1);
      assertThat(sizes.last()).isEqualTo(GroupSchedule.MOST_MEMBERS);
      assertThat(members).isEqualTo(1);
      assertThat(hasZombie).as("one is stopped whose commit must be refused").isTrue();
    }
  }

  @Test
  void aSeedRepeatsItsEventsAndALongerRunBeginsAsAShorterOne() {
    final List<GroupSchedule.Event> events = GroupSchedule.draw(new Random(7), 40);
    assertThat(GroupSchedule.draw(new Random(7), 40)).isEqualTo(events);
    assertThat(GroupSchedule.draw(new Random(7), 11)).isEqualTo(events.subList(0, 11));
  }
}
