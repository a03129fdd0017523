package io.rafthold.sim;

import io.rafthold.partition.Replica;
import io.rafthold.sim.disk.Rot;
import io.rafthold.sim.fault.FaultKind;
import java.util.ArrayList;
import java.util.List;

/** Faults of processes, machines, disks and clocks. */
final class BrokerFaults {
  /** Lets something happen later. */
  interface Later {
    void after(long delayNs, Runnable action);
  }

  private static final long MS = 1_000_000;
  private static final int MOST_OPERATIONS = 60;
  private static final int ALL_SCARCE_ONE_IN = 3;
  private static final int SLOWEST_RATE = SimClock.RIGHT / 5;
  private static final int FASTEST_RATE = SimClock.RIGHT * 5;
  private static final long LONGEST_JUMP_NS = 3_600_000 * MS;
  private static final long RESTART_AGAIN_NS = 500 * MS;
  private static final long SOON_NS = 100 * MS;

  private final World world;
  private final SimRandom random;
  private final Later later;

  BrokerFaults(World world, SimRandom random, Later later) {
    this.world = world;
    this.random = random;
    this.later = later;
  }

  /** Begins a fault; false where there is nothing for it to act on just now. */
  boolean begin(FaultKind kind, long durationNs) {
    final SimBroker some = world.brokers().get(random.below(world.brokers().size()));
    final SimBroker broker = kind == FaultKind.POWER_CUT ? mostForgetful(some) : some;
    if (!broker.isUp()) {
      return false;
    }
    switch (kind) {
      case CRASH -> broker.kill(false);
      case POWER_CUT -> {
        return cutPower(List.of(broker), durationNs);
      }
      case CRASH_ALL, POWER_CUT_ALL -> {
        return all(kind == FaultKind.POWER_CUT_ALL, durationNs);
      }
      case CRASH_IN_DISK -> broker.disk.failAfter(random.below(MOST_OPERATIONS), false);
      case POWER_CUT_IN_DISK -> {
        if (!mayLosePower(broker)) {
          return false;
        }
        broker.disk.failAfter(random.below(MOST_OPERATIONS), true);
      }
      case FAILED_FLUSH -> broker.disk.failNextForce();
      case FULL_DISK -> {
        broker.disk.full(true);
        later.after(durationNs, () -> broker.disk.full(false));
      }
      default -> {
        return beginOther(kind, broker, durationNs);
      }
    }
    later.after(durationNs, () -> restart(broker));
    return true;
  }

  /** Begins what does not end the process here and now, or ends it for good. */
  private boolean beginOther(FaultKind kind, SimBroker broker, long durationNs) {
    return switch (kind) {
      case PAUSE -> {
        broker.pause();
        world.note(broker.id, "is paused for " + durationNs / MS + " ms");
        later.after(durationNs, broker::resume);
        yield true;
      }
      case SLOW_FLUSH -> {
        if (broker.leads() > 1) {
          world.marks().reach(Mark.SLOW_DISK_OF_MANY);
        }
        world.flushFactor(broker.id, random.within(5, 100));
        later.after(durationNs, () -> world.flushFactor(broker.id, 1));
        yield true;
      }
      case ROT -> rot(broker);
      case HIDDEN_ROT -> rotHidden(broker);
      case SCARCE_DISK -> {
        scarce(broker, durationNs);
        yield true;
      }
      case CLOCK_RATE -> {
        rate(broker, durationNs);
        yield true;
      }
      case WIPED_DISK -> wipe(broker);
      case WALL_JUMP -> {
        markClock(broker);
        broker.clock.jump(random.within(-LONGEST_JUMP_NS, LONGEST_JUMP_NS));
        yield true;
      }
      default -> false;
    };
  }

  /** Power goes where it hurts: where committed entries are not on the disk yet, if anywhere. */
  private SimBroker mostForgetful(SimBroker some) {
    for (final SimBroker broker : world.brokers()) {
      if (mayLosePower(broker) && broker.replicas().stream().anyMatch(BrokerFaults::isExposed)) {
        return broker;
      }
    }
    return some;
  }

  private static boolean isExposed(Replica replica) {
    return replica.commitIndex() > replica.log().flushedIndex();
  }

  private boolean all(boolean losesPower, long durationNs) {
    final List<SimBroker> up = new ArrayList<>();
    for (final SimBroker each : world.brokers()) {
      if (each.isUp()) {
        up.add(each);
      }
    }
    if (losesPower) {
      return cutPower(up, durationNs);
    }
    world.marks().reach(Mark.ALL_KILLED);
    for (final SimBroker each : up) {
      each.kill(false);
      later.after(random.within(1, durationNs), () -> restart(each));
    }
    return true;
  }

  private boolean cutPower(List<SimBroker> brokers, long durationNs) {
    if (brokers.size() == world.brokers().size()
        && brokers.stream().allMatch(this::mayLosePower)
        && world.history().acknowledgedCount() > 0) {
      world.marks().reach(Mark.POWER_LOST_EVERYWHERE);
    }
    boolean hasCut = false;
    for (final SimBroker each : brokers) {
      if (mayLosePower(each)) {
        each.kill(true);
        hasCut = true;
        // Half of them are back before all that they had said has arrived.
        final long downNs = random.below(2) == 0 ? Math.min(durationNs, SOON_NS) : durationNs;
        later.after(random.within(1, downNs), () -> restart(each));
      }
    }
    return hasCut;
  }

  /**
   * At level quorum a minority may lose power at a time: each group keeps a majority that has
   * forgotten nothing.
   */
  private boolean mayLosePower(SimBroker broker) {
    return world.promises().mayForget(broker);
  }

  private void restart(SimBroker broker) {
    if (broker.isUp() || broker.isDamaged()) {
      return;
    }
    broker.start();
    if (broker.isUp()) {
      world.marks().reach(Mark.CAME_BACK);
    }
    if (!broker.isUp() && !broker.isDamaged()) {
      later.after(RESTART_AGAIN_NS, () -> restart(broker));
    }
  }

  /** Kills a process, to start it again after a while. */
  void crash(SimBroker broker, long durationNs) {
    broker.kill(false);
    later.after(durationNs, () -> restart(broker));
  }

  /** Starts some of those that are down. */
  void revive() {
    for (final SimBroker broker : world.brokers()) {
      if (random.below(2) == 0) {
        restart(broker);
      }
    }
  }

  private boolean rot(SimBroker broker) {
    if (!world.promises().mayLose(broker)) {
      return false;
    }
    broker.kill(false);
    final int groupId = broker.disk.rot();
    if (groupId == 0) {
      world.marks().reach(Mark.METADATA_ROTTED);
    }
    if (groupId >= 0) {
      world.checker().onRotten(broker.id, groupId, broker.disk.markedIndex(groupId));
      world.note(broker.id, "has a flipped bit on its disk");
    }
    later.after(MS, () -> restart(broker));
    return true;
  }

  /** Somebody reads it sooner or later, at the worst the scrubber: the broker goes on. */
  private boolean rotHidden(SimBroker broker) {
    if (!world.promises().mayLose(broker)) {
      return false;
    }
    final Rot.Hidden rot =
        broker.disk.rotHidden(groupId -> world.checker().group(groupId).lastIndex());
    if (rot == null) {
      return false;
    }
    world.checker().onHiddenRot(broker.id, rot.groupId(), rot.firstIndex(), rot.lastIndex());
    world.note(broker.id, "has a flipped bit in " + rot);
    return true;
  }

  /** Disks that were bought together fill up together, now and then. */
  private void scarce(SimBroker some, long durationNs) {
    final List<SimBroker> concerned =
        random.below(ALL_SCARCE_ONE_IN) == 0 ? world.brokers() : List.of(some);
    for (final SimBroker broker : concerned) {
      broker.disk.scarce(true);
      later.after(random.within(durationNs / 2, durationNs), () -> broker.disk.scarce(false));
    }
  }

  /** The broker comes back blank, under its old id: the others must not take it for itself. */
  private boolean wipe(SimBroker broker) {
    if (!world.promises().mayLose(broker) || !world.promises().isRegistered(broker)) {
      return false;
    }
    broker.kill(true);
    broker.disk.wipe();
    broker.wiped();
    world.checker().onWiped(broker.id);
    world.note(broker.id, "has a blank disk");
    later.after(MS, () -> restart(broker));
    return true;
  }

  private void markClock(SimBroker broker) {
    if (broker.leads() > 0) {
      world.marks().reach(Mark.LEADER_CLOCK);
    }
  }

  private void rate(SimBroker broker, long durationNs) {
    markClock(broker);
    final int rate = random.within(SLOWEST_RATE, FASTEST_RATE);
    broker.setClockRate(rate);
    later.after(durationNs, () -> broker.setClockRate(SimClock.RIGHT));
  }

  /** Ends all faults and starts what is down. */
  void end() {
    for (final SimBroker broker : world.brokers()) {
      world.flushFactor(broker.id, 1);
      broker.disk.full(false);
      broker.disk.scarce(false);
      broker.disk.disarm();
      broker.setClockRate(SimClock.RIGHT);
      broker.resume();
      if (!broker.isUp() && !broker.isDamaged()) {
        broker.start();
      }
    }
  }
}
