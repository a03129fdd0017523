package io.rafthold.sim;

import io.rafthold.log.LogDamageException;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.server.ClusterMemory;
import io.rafthold.server.ReplicaStorage;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.collections.IntHashSet;

/** A broker's file thread: opens, closes and deletes on its disk, one after the other, in time. */
final class SimStorage implements ReplicaStorage {
  private final World world;
  private final SimBroker broker;
  private final long life;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final ArrayDeque<Opened> opened = new ArrayDeque<>();

  SimStorage(World world, SimBroker broker, long life) {
    this.world = world;
    this.broker = broker;
    this.life = life;
  }

  @Override
  public void open(int groupId, long segmentBytes, boolean hasPeers) {
    execute(() -> opened.add(tryOpen(groupId, () -> openNow(groupId, segmentBytes, hasPeers))));
  }

  @Override
  public boolean canRepair() {
    return true;
  }

  @Override
  public void reopen(int groupId, long segmentBytes, boolean hasPeers, LogDamageException damage) {
    execute(() -> opened.add(tryOpen(groupId, () -> reopenNow(groupId, hasPeers, damage))));
  }

  private ReplicaFiles reopenNow(int groupId, boolean hasPeers, LogDamageException damage) {
    world.checker().onClosed(broker.id, groupId);
    final ReplicaFiles files = repair(groupId, hasPeers, damage);
    world.marks().reach(Mark.REPAIRED_IN_USE);
    return noteOpened(groupId, files);
  }

  /** What cannot be opened fails its replica alone; what ends the process goes through. */
  private static Opened tryOpen(int groupId, Supplier<ReplicaFiles> opening) {
    try {
      return new Opened(groupId, opening.get());
    } catch (LogDamageException | UncheckedIOException failure) {
      return new Opened(groupId, null, failure);
    }
  }

  @Override
  public ReplicaFiles openNow(int groupId, long segmentBytes, boolean hasPeers) {
    if (broker.replicas().stream().noneMatch(each -> each.settings().groupId() == groupId)) {
      // Its replica may have failed while the broker went on.
      world.checker().onClosed(broker.id, groupId);
    }
    return noteOpened(groupId, openOrRepair(groupId, hasPeers));
  }

  private ReplicaFiles noteOpened(int groupId, ReplicaFiles files) {
    world.note(
        broker.id,
        "opens group "
            + groupId
            + " up to "
            + files.log().lastIndex()
            + "; "
            + broker.disk.describe(groupId));
    world.checker().onOpened(broker.id, groupId, files.log());
    return files;
  }

  private ReplicaFiles openOrRepair(int groupId, boolean hasPeers) {
    try {
      return broker.disk.open(groupId);
    } catch (LogDamageException damage) {
      final ReplicaFiles files = repair(groupId, hasPeers, damage);
      world.marks().reach(Mark.QUARANTINED);
      return files;
    }
  }

  private ReplicaFiles repair(int groupId, boolean hasPeers, LogDamageException damage) {
    if (!hasPeers || !broker.disk.hasRotted()) {
      throw damage;
    }
    world.note(broker.id, "cuts the log of group " + groupId + ": " + damage.getMessage());
    return broker.disk.repair(groupId, damage);
  }

  @Override
  public Opened pollOpened() {
    return opened.poll();
  }

  @Override
  public void close(int groupId, AutoCloseable files, boolean deletes) {
    execute(
        () -> {
          closeQuietly(files);
          if (deletes) {
            deleteNow(groupId);
          }
        });
  }

  private static void closeQuietly(AutoCloseable files) {
    try {
      files.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void delete(int groupId) {
    execute(() -> deleteNow(groupId));
  }

  @Override
  public boolean exists(int groupId) {
    return broker.disk.exists(groupId);
  }

  @Override
  public void deleteOthers(IntHashSet kept, int belowGroupId) {
    execute(
        () -> {
          for (final int groupId : List.copyOf(broker.disk.groups())) {
            if (groupId > 0 && groupId < belowGroupId && !kept.contains(groupId)) {
              deleteNow(groupId);
            }
          }
        });
  }

  @Override
  public void remember(ClusterMemory memory) {
    execute(
        () -> {
          broker.disk.memory(memory);
          world.note(broker.id, "remembers the metadata up to " + memory.index());
        });
  }

  @Override
  public ClusterMemory remembered() {
    return broker.disk.memory();
  }

  private void deleteNow(int groupId) {
    world.note(broker.id, "deletes group " + groupId);
    broker.disk.delete(groupId);
    final boolean isGroupGone = broker.core().metadata().partitionOfGroup(groupId) == null;
    world.checker().onForgotten(broker.id, groupId, isGroupGone);
  }

  private void execute(Runnable task) {
    tasks.add(task);
    final Event event = world.events().event(EventKind.FILES, broker.id);
    event.number = life;
    world.events().add(event, world.nowNs() + world.flushLatencyNs(broker.id));
  }

  /** Does the next task. */
  boolean run(Event event) {
    if (event.number != life || !broker.isUp()) {
      return false;
    }
    broker.guard(tasks.poll());
    broker.wake();
    return true;
  }
}
