package io.rafthold.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What happens to the members of a group, drawn from a seed. In each cycle the group grows from one
 * member to eight and shrinks to one again, in two steps each way; before, between or behind these,
 * members are stopped until others have their partitions, and replaced.
 */
final class GroupSchedule {
  /** Most members at a time. */
  static final int MOST_MEMBERS = 8;

  private static final int STEPS = 4;

  enum Kind {
    /** Members are started. */
    ADD,
    /** Members are killed. */
    KILL,
    /** Members are stopped for longer than their session timeout, and go on. */
    STOP,
    /** As many are killed as are started at the same time. */
    REPLACE
  }

  /**
   * An event.
   *
   * @param members how many it strikes, 1 or more
   * @param isInHand stops only: members have processed records then that they have not committed
   * @param isEarly stops only: members go on as soon as they are removed, not when others have
   *     their partitions
   */
  record Event(Kind kind, int members, boolean isInHand, boolean isEarly) {
    static Event of(Kind kind, int members) {
      return new Event(kind, members, false, false);
    }

    /** Returns how many members there are behind it. */
    int after(int before) {
      return switch (kind) {
        case ADD -> before + members;
        case KILL -> before - members;
        case STOP, REPLACE -> before;
      };
    }
  }

  private final List<Event> events = new ArrayList<>();
  private final Random random;
  private int members = 1;

  private GroupSchedule(Random random) {
    this.random = random;
  }

  /** Draws so many events for a group that begins with one member. */
  static List<Event> draw(Random random, int count) {
    final GroupSchedule schedule = new GroupSchedule(random);
    while (schedule.events.size() < count) {
      schedule.drawCycle();
    }
    return List.copyOf(schedule.events.subList(0, count));
  }

  private void drawCycle() {
    final int up = 1 + random.nextInt(MOST_MEMBERS - 2);
    final int down = 1 + random.nextInt(MOST_MEMBERS - 2);
    final List<Event> steps =
        List.of(
            Event.of(Kind.ADD, up),
            Event.of(Kind.ADD, MOST_MEMBERS - 1 - up),
            Event.of(Kind.KILL, down),
            Event.of(Kind.KILL, MOST_MEMBERS - 1 - down));
    // While there are others: to them this one's partitions go, with what it has in hand.
    final int surePlace = 1 + random.nextInt(STEPS - 1);
    final int replacePlace = random.nextInt(STEPS + 1);
    final int stopPlace = 1 + random.nextInt(STEPS - 1);
    final int anyPlace = random.nextInt(STEPS + 1);
    for (int place = 0; place <= STEPS; place++) {
      if (place == surePlace) {
        add(new Event(Kind.STOP, Math.min(few(), members - 1), true, false));
      }
      if (place == replacePlace) {
        add(Event.of(Kind.REPLACE, few()));
      }
      if (place == stopPlace) {
        add(drawStop());
      }
      if (place == anyPlace) {
        add(drawStop());
      }
      if (place < STEPS) {
        add(steps.get(place));
      }
    }
  }

  private Event drawStop() {
    return new Event(Kind.STOP, few(), random.nextBoolean(), random.nextBoolean());
  }

  private int few() {
    return members == 1 ? 1 : 1 + random.nextInt(2);
  }

  private void add(Event event) {
    events.add(event);
    members = event.after(members);
  }
}
