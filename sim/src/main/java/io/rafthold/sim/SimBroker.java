package io.rafthold.sim;

import io.rafthold.client.transport.TrafficIdleStrategy;
import io.rafthold.log.LogDamageException;
import io.rafthold.partition.DiskSpace;
import io.rafthold.partition.Replica;
import io.rafthold.server.BrokerConfig;
import io.rafthold.server.BrokerCore;
import io.rafthold.server.BrokerIdentity;
import io.rafthold.server.BrokerPorts;
import io.rafthold.server.DiskWatch;
import io.rafthold.sim.disk.SimDisk;
import io.rafthold.sim.disk.SimFailure;
import io.rafthold.sim.fault.FaultKind;
import io.rafthold.sim.invariant.InvariantViolation;
import io.rafthold.sim.net.Session;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One broker of a simulated cluster: the production core, over the simulated network and disk, one
 * life of its process after the other.
 */
public final class SimBroker {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int MAX_INBOX = 4_096;
  private static final int MESSAGES_PER_STEP = 64;

  /** How soon a cycle follows one that did something: others may wait for what it put off. */
  private static final long FOLLOW_UP_NS = 300_000;

  /** Longest time without a cycle. */
  private static final long LONGEST_IDLE_NS = 200_000_000;

  /** Most idle time that a duty cycle lives through at once: as long as a quiet broker sleeps. */
  private static final long IDLE_STEP_NS = TrafficIdleStrategy.LONGEST_SLEEP_NS;

  final int id;
  final SimDisk disk;
  final SimClock clock;
  private final World world;
  private final BrokerConfig config;
  private final ArrayDeque<Event> inbox = new ArrayDeque<>();
  private final SimLinks links;
  private BrokerCore core;
  private SimFlusher flusher;
  private SimHousekeeper housekeeper;
  private SimStorage storage;
  private DiskSpace space = DiskSpace.PLENTY;
  private long life;
  private long firstBlankLife = NEVER;
  private long stepAtNs = NEVER;
  private long lastStepNs;
  private long lastLocalNs;
  private boolean isPaused;
  private boolean isDamaged;

  SimBroker(World world, int id, BrokerConfig config, SimDisk disk) {
    this.world = world;
    this.id = id;
    this.config = config;
    this.disk = disk;
    links = new SimLinks(world, this);
    clock = new SimClock(SimRandom.mix(world.plan().seed + id) >>> 20);
  }

  boolean isUp() {
    return core != null;
  }

  boolean isPaused() {
    return isPaused;
  }

  /** Tells whether the broker refuses to start, for its files are damaged. */
  boolean isDamaged() {
    return isDamaged;
  }

  /** Returns the number of the life that was started last. */
  long startedLife() {
    return life;
  }

  /** Returns the number of the present life, 0 while it is down. */
  long life() {
    return core == null ? 0 : life;
  }

  /** The disk was replaced by a blank one: lives from the next on are another's. */
  void wiped() {
    firstBlankLife = life + 1;
  }

  /** Tells whether a life had a blank disk under this broker's old id. */
  boolean wasWipedBefore(long someLife) {
    return someLife >= firstBlankLife;
  }

  Collection<Replica> replicas() {
    return core == null ? List.of() : core.replicas();
  }

  BrokerCore core() {
    return core;
  }

  /** Lets the flush thread do something. */
  boolean flush(Event event) {
    return core != null && flusher.run(event);
  }

  /** Lets the housekeeping thread do something. */
  boolean keepHouse(Event event) {
    return core != null && housekeeper.run(event);
  }

  /** Lets the file thread do something. */
  boolean files(Event event) {
    return core != null && storage.run(event);
  }

  /** Returns how many groups the broker leads. */
  int leads() {
    int count = 0;
    for (final Replica replica : replicas()) {
      count += replica.isLeader() ? 1 : 0;
    }
    return count;
  }

  /** Starts the process; it may die of its disk at once, or refuse to start. */
  void start() {
    life++;
    lastStepNs = world.nowNs();
    lastLocalNs = clock.localNs(world.nowNs());
    flusher = new SimFlusher(world, this, life);
    housekeeper = new SimHousekeeper(world, this, life);
    storage = new SimStorage(world, this, life);
    watchDisk();
    guard(
        () ->
            core =
                new BrokerCore(
                    config,
                    new BrokerIdentity(disk.directoryHash(), world.founders()),
                    new BrokerPorts(
                        links.toPeers(),
                        links.toClients(),
                        flusher,
                        housekeeper,
                        storage,
                        space,
                        group -> world.observer(id, group)),
                    new SplittableRandom(SimRandom.mix(world.plan().seed * 31 + id) + life),
                    lastLocalNs));
    if (core != null) {
      world.checker().onStep(id, core.replicas());
      scheduleStep(world.nowNs());
    }
  }

  private void watchDisk() {
    if (world.plan().faults().kinds().contains(FaultKind.SCARCE_DISK)) {
      final DiskWatch watch = new DiskWatch(disk::usableBytes, SimDisk.RESERVE_BYTES);
      housekeeper.request(watch);
      space = watch;
    }
  }

  /** Tells whether the broker knows that its disk has nothing left but the reserve. */
  boolean isShortOfRoom() {
    return space.isFull();
  }

  /** Ends the process, and the machine where it loses power. */
  void kill(boolean losesPower) {
    world.note(id, losesPower ? "loses power" : "is killed");
    if (world.plan().brokers == 1) {
      world.marks().reach(Mark.SINGLE_BROKER_KILLED);
    }
    core = null;
    isPaused = false;
    disk.processEnded();
    world.checker().onEnded(id, losesPower);
    world.watch().onEnded(id, losesPower);
    if (losesPower) {
      disk.losePower();
    }
    for (Event event = inbox.poll(); event != null; event = inbox.poll()) {
      world.events().release(event);
    }
    world.sessions().brokerEnded(id);
    stepAtNs = NEVER;
  }

  void pause() {
    isPaused = true;
  }

  /** Changes how fast the monotonic clock goes. */
  void setClockRate(int rate) {
    clock.rate(rate, world.nowNs());
    wake();
  }

  void resume() {
    if (isPaused) {
      isPaused = false;
      // The time that nobody lived through is not made up for: the duty clock sees one long step.
      lastLocalNs = clock.localNs(world.nowNs());
      scheduleStep(world.nowNs());
    }
  }

  /** Takes a message or a session's change in; gone where nobody is there. */
  boolean arrived(Event event) {
    if (core == null) {
      return false;
    }
    if (event.subject instanceof Session session) {
      if (!world.isOf(session, this)) {
        return false;
      }
      if (event.kind == EventKind.REQUEST && inbox.size() >= MAX_INBOX) {
        world.sessions().breakOff(session);
        return false;
      }
    } else if (inbox.size() >= MAX_INBOX) {
      return false;
    }
    inbox.add(event);
    scheduleStep(world.nowNs());
    return true;
  }

  /** Lets a cycle run soon. */
  void wake() {
    if (core != null) {
      scheduleStep(world.nowNs());
    }
  }

  private void scheduleStep(long wantedNs) {
    final long atNs = Math.max(wantedNs, lastStepNs + world.plan().cycleNs);
    if (atNs < stepAtNs && !isPaused) {
      stepAtNs = atNs;
      final Event event = world.events().event(EventKind.STEP, id);
      event.number = life;
      world.events().add(event, atNs);
    }
  }

  /** Runs a duty cycle, where this is still the one that was meant. */
  boolean step(Event event) {
    if (core == null || event.number != life || event.timeNs != stepAtNs) {
      return false;
    }
    stepAtNs = NEVER;
    if (isPaused) {
      return false;
    }
    final long nowNs = world.nowNs();
    final int[] work = new int[1];
    guard(() -> work[0] = cycle(nowNs));
    lastStepNs = nowNs;
    if (core == null) {
      return true;
    }
    world.checker().onStep(id, core.replicas());
    checkFailures();
    if (!inbox.isEmpty()) {
      scheduleStep(nowNs);
    } else if (work[0] > 0) {
      scheduleStep(nowNs + FOLLOW_UP_NS);
    }
    scheduleStep(Math.min(nowNs + LONGEST_IDLE_NS, clock.virtualNs(core.nextDeadlineNs())));
    return true;
  }

  /** A replica that fails alone fails for its disk's sake, or has found a rule broken. */
  private void checkFailures() {
    for (final Throwable cause : core.failures().values()) {
      final boolean isDisks =
          (cause instanceof LogDamageException && disk.hasRotted())
              || (cause instanceof UncheckedIOException && disk.hasRefused())
              || cause instanceof SimFailure;
      if (!isDisks) {
        throw world.unexpected(id, cause);
      }
    }
  }

  private int cycle(long nowNs) {
    final long localNs = clock.localNs(nowNs);
    final long wallNs = clock.wallNs(nowNs);
    world.checker().conduct().leaders().lived(id, localNs - lastLocalNs);
    while (localNs - lastLocalNs > IDLE_STEP_NS) {
      lastLocalNs += IDLE_STEP_NS;
      core.begin(lastLocalNs, wallNs);
    }
    lastLocalNs = localNs;
    core.begin(localNs, wallNs);
    for (int i = 0; i < MESSAGES_PER_STEP && !inbox.isEmpty(); i++) {
      final Event event = inbox.poll();
      take(event);
      world.events().release(event);
    }
    return core.finish();
  }

  private void take(Event event) {
    switch (event.kind) {
      case PEER_MESSAGE -> {
        if (world.brokers().get(event.from).wasWipedBefore(event.number)) {
          // Not taken for what it was: the books of what leaders hear have nothing of it.
          world.marks().reach(Mark.FOREIGN_DIRECTORY);
        } else {
          world.tap().onArrived(id, event.buffer(), 0, event.length);
        }
        core.peers().onPeerMessage(event.buffer(), 0, event.length);
      }
      case REQUEST -> core.clients().onClientMessage(event.number, event.buffer(), 0, event.length);
      case SESSION -> {
        final Session session = (Session) event.subject;
        if (world.sessions().isOver(session)) {
          core.clients().onSessionClosed(event.number);
          world.sessions().forget(session);
        } else {
          core.clients().onSessionOpened(event.number);
          world.sessions().accepted(session);
        }
      }
      default -> throw new IllegalStateException("not for a broker: " + event.kind);
    }
  }

  /** Does something to the broker between two of its cycles, and looks at what that made of it. */
  void act(Runnable work) {
    if (core != null) {
      guard(work);
    }
    if (core != null) {
      world.checker().onStep(id, core.replicas());
      scheduleStep(world.nowNs());
    }
  }

  /** Runs something of the broker's; what ends its process, ends this life. */
  void guard(Runnable work) {
    try {
      work.run();
    } catch (SimFailure failure) {
      ended(failure);
    } catch (InvariantViolation violation) {
      throw violation;
    } catch (LogDamageException damage) {
      if (!disk.hasRotted()) {
        throw world.unexpected(id, damage);
      }
      world.note(id, "refuses its files: " + damage.getMessage());
      isDamaged = true;
      kill(false);
    } catch (UncheckedIOException refused) {
      if (!disk.hasRefused()) {
        throw world.unexpected(id, refused);
      }
      world.note(id, "ends itself: " + refused.getMessage());
      if (disk.hasFailedForce()) {
        world.marks().reach(Mark.FLUSH_FAILED);
      }
      kill(false);
    } catch (RuntimeException | Error bug) {
      throw world.unexpected(id, bug);
    }
    final SimFailure swallowed = disk.takeFailure();
    if (swallowed != null && core != null) {
      ended(swallowed);
    }
  }

  private void ended(SimFailure failure) {
    disk.takeFailure();
    world.marks().reach(Mark.DIED_IN_DISK_OPERATION);
    // More groups may count on this machine by now than when the fault was set.
    kill(failure.losesPower() && world.promises().mayForget(this));
  }
}
