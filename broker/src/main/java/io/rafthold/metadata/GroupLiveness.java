package io.rafthold.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Which members of consumer groups were heard, and when. Memory alone: whoever begins to lead group
 * 0 gives each a whole session timeout. Bounded by the members that there are.
 */
final class GroupLiveness {
  /** Members looked at in a step, so that very many of them hold nobody up. */
  static final int MEMBERS_PER_STEP = 512;

  /** A member, and when it was heard last. */
  static final class Heard {
    private final String group;
    private final long memberId;
    private final long timeoutNs;
    private int place;
    private long heardNs;

    private Heard(String group, GroupMember member, int place, long heardNs) {
      this.group = group;
      this.memberId = member.id();
      this.timeoutNs = TimeUnit.MILLISECONDS.toNanos(member.sessionTimeoutMs());
      this.place = place;
      this.heardNs = heardNs;
    }

    String group() {
      return group;
    }

    long memberId() {
      return memberId;
    }
  }

  private final Long2ObjectHashMap<Heard> byId = new Long2ObjectHashMap<>();
  private final List<Heard> all = new ArrayList<>();
  private int next;

  /** A member is new: it was heard just now. */
  void add(String group, GroupMember member, long nowNs) {
    final Heard heard = new Heard(group, member, all.size(), nowNs);
    byId.put(member.id(), heard);
    all.add(heard);
  }

  /** A member is gone. */
  void remove(long memberId) {
    final Heard gone = byId.remove(memberId);
    if (gone != null) {
      final Heard last = all.remove(all.size() - 1);
      if (last != gone) {
        all.set(gone.place, last);
        last.place = gone.place;
      }
    }
  }

  /** A member was heard. */
  void heard(long memberId, long nowNs) {
    final Heard heard = byId.get(memberId);
    if (heard != null) {
      heard.heardNs = nowNs;
    }
  }

  /** Counts all members as heard just now: nobody else's memory is known. */
  void startOver(long nowNs) {
    for (final Heard each : all) {
      each.heardNs = nowNs;
    }
  }

  /** Looks at the next members, and names those that were silent for longer than they may. */
  void step(long nowNs, Consumer<Heard> silent) {
    for (int i = Math.min(MEMBERS_PER_STEP, all.size()); i > 0 && !all.isEmpty(); i--) {
      if (next >= all.size()) {
        next = 0;
      }
      final Heard each = all.get(next++);
      if (nowNs - each.heardNs > each.timeoutNs) {
        silent.accept(each);
      }
    }
  }
}
