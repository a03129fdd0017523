package io.rafthold.process;

import io.rafthold.client.Admin;
import io.rafthold.client.GroupDescription;
import io.rafthold.client.GroupMemberInfo;
import io.rafthold.client.GroupPartitionInfo;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Looks at a group from outside all the time, by a thread of its own: follows its cursors, and
 * tells how the members share the partitions. All answers are of the latest look.
 */
final class GroupWatch implements AutoCloseable {
  private static final Duration REQUEST_BOUND = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final CursorTrail trail = new CursorTrail();
  private final RaftholdClient client;
  private final Admin admin;
  private final String group;
  private final int partitions;
  private volatile GroupDescription latest;
  private final Thread thread;
  private volatile Throwable failure;
  private volatile boolean isStopped;

  GroupWatch(String bootstrap, String group, int partitions) {
    this.group = group;
    this.partitions = partitions;
    client = RaftholdClient.builder().bootstrap(bootstrap).clientName("watch").build();
    admin = client.admin().withTimeout(REQUEST_BOUND);
    thread = new Thread(this::look, "watch-" + group);
    thread.setUncaughtExceptionHandler((any, cause) -> failure = cause);
    thread.start();
  }

  private void look() {
    while (!isStopped) {
      try {
        final GroupDescription now = admin.describeGroup(group);
        trail.add(now.partitions());
        latest = now;
      } catch (final RaftholdException notNow) {
        // What cannot be asked now, is not known now.
      }
      Await.pass(PAUSE);
    }
  }

  CursorTrail trail() {
    return trail;
  }

  private GroupDescription seen() {
    if (failure != null) {
      throw new AssertionError("the group cannot be watched any more", failure);
    }
    return latest;
  }

  /** Returns what was seen last; null before the group's first member. */
  GroupDescription latest() {
    return latest;
  }

  /** Returns the id of the member of that name, {@link GroupPartitionInfo#NOBODY} without one. */
  long memberId(String name) {
    final GroupDescription now = seen();
    return now == null
        ? GroupPartitionInfo.NOBODY
        : now.members().stream()
            .filter(member -> member.clientName().equals(name))
            .mapToLong(GroupMemberInfo::memberId)
            .findFirst()
            .orElse(GroupPartitionInfo.NOBODY);
  }

  /** Tells whether these are all members, each with a fair part, and nothing is on its way. */
  boolean isShared(Set<String> names) {
    final GroupDescription now = seen();
    if (now == null || now.partitions().size() != partitions) {
      return false;
    }
    final Set<String> members =
        now.members().stream()
            .map(GroupMemberInfo::clientName)
            .collect(Collectors.toCollection(TreeSet::new));
    final Map<Long, Long> parts =
        now.partitions().stream()
            .filter(each -> each.owner() != GroupPartitionInfo.NOBODY)
            .filter(each -> each.owner() == each.target())
            .collect(Collectors.groupingBy(GroupPartitionInfo::owner, Collectors.counting()));
    final long fairPart = partitions / names.size();
    final long fairRest = partitions % names.size() == 0 ? fairPart : fairPart + 1;
    return members.equals(names)
        && now.members().size() == names.size()
        && now.members().stream()
            .map(member -> parts.getOrDefault(member.memberId(), 0L))
            .allMatch(part -> part == fairPart || part == fairRest)
        && parts.values().stream().mapToLong(Long::longValue).sum() == partitions;
  }

  /** Returns how far the partitions were, in order; -1 where nobody could be asked. */
  List<Long> ends() {
    return latest.partitions().stream().map(GroupPartitionInfo::endOffset).toList();
  }

  /** Tells whether each partition could be asked how far it is. */
  boolean knowsEnds() {
    return seen().partitions().size() == partitions && !ends().contains(GroupLine.NO_OFFSET);
  }

  /** Tells whether all before these offsets is committed. */
  boolean isCommitted(List<Long> ends) {
    final GroupDescription now = seen();
    if (now.partitions().size() != partitions) {
      return false;
    }
    final List<Long> committed =
        now.partitions().stream()
            .map(each -> each.committed().orElse(GroupLine.NO_OFFSET))
            .toList();
    for (int partition = 0; partition < partitions; partition++) {
      if (committed.get(partition) < ends.get(partition)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    isStopped = true;
    try {
      thread.join();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }
}
