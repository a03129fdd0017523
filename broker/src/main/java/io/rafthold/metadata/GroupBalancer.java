package io.rafthold.metadata;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Begins a new generation of a consumer group whenever its members, or the partitions of its
 * topics, say that somebody else shall own something. One generation of a group is on its way at a
 * time.
 *
 * <p>One thread, the partition agent's. A step looks at a few groups only.
 */
final class GroupBalancer implements GroupListener {
  /** Groups looked at in a step. */
  static final int GROUPS_PER_STEP = 4;

  private final MetadataState state;
  private final GroupLog log;
  private final GroupLiveness liveness;
  private final GroupTargets targets;
  private final GroupEntryEncoder encoder = new GroupEntryEncoder();

  /** Groups whose targets may be others now, by their names, the oldest first. */
  private final Set<String> unbalanced = new LinkedHashSet<>();

  /** Groups with a generation on its way. */
  private final Set<String> changing = new HashSet<>();

  private long term;
  private long topicsVersion;
  private long nowNs;

  GroupBalancer(MetadataState state, GroupLog log, GroupLiveness liveness) {
    this.state = state;
    this.log = log;
    this.liveness = liveness;
    targets = new GroupTargets(state);
  }

  /** Sets the duty cycle's time. */
  void nowNs(long timeNs) {
    nowNs = timeNs;
  }

  /**
   * Looks at some groups; while this broker is in charge.
   *
   * @return how many
   */
  int step(long epochNs) {
    if (term != log.term()) {
      term = log.term();
      liveness.startOver(nowNs);
      addAll();
    }
    if (topicsVersion != state.topicsVersion()) {
      topicsVersion = state.topicsVersion();
      addAll();
    }
    int looked = 0;
    while (looked < GROUPS_PER_STEP && !unbalanced.isEmpty()) {
      final String name = unbalanced.iterator().next();
      unbalanced.remove(name);
      looked++;
      final ConsumerGroup group = state.groups().group(name);
      if (group != null && !changing.contains(name)) {
        balance(group, epochNs);
      }
    }
    return looked;
  }

  private void addAll() {
    state.groups().groups().forEach(group -> unbalanced.add(group.name()));
  }

  private void balance(ConsumerGroup group, long epochNs) {
    final Map<Integer, Long> changes = targets.changes(group);
    if (!changes.isEmpty()) {
      changing.add(group.name());
      log.propose(
          encoder.targetChanged(group.name(), group.generation() + 1, changes),
          code -> onEnded(group.name()),
          epochNs);
    }
  }

  /** Whatever changed meanwhile, or was not taken, is looked at again. */
  private void onEnded(String name) {
    changing.remove(name);
    note(name);
  }

  /** Forgets what waits, since another broker leads: it looks at all of it. */
  void stop() {
    unbalanced.clear();
  }

  /** Tells whether there are groups to look at. */
  boolean isBusy() {
    return !unbalanced.isEmpty();
  }

  /** Tells whether a group's next generation may be near. */
  boolean isChanging(String name) {
    return unbalanced.contains(name) || changing.contains(name);
  }

  @Override
  public void onMemberJoined(ConsumerGroup group, GroupMember member) {
    liveness.add(group.name(), member, nowNs);
    note(group.name());
  }

  @Override
  public void onMemberRemoved(ConsumerGroup group, long memberId) {
    liveness.remove(memberId);
    note(group.name());
  }

  private void note(String name) {
    if (log.isLeader()) {
      unbalanced.add(name);
    }
  }
}
