package io.rafthold.raft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A group in one thread under one seed: a network that loses, doubles, delays and reorders,
 * partitions in both directions or one, disks that are slow, and replicas that stop and start
 * again.
 */
final class SimulatedCluster {
  private static final long NS_PER_MS = 1_000_000;
  private static final long STEP_NS = 5 * NS_PER_MS;

  /** A few messages arrive when everybody has long forgotten them. */
  private static final int MAX_STRAY_MS = 3_000;

  private static final RaftSettings BASE = RaftSettings.defaults();

  private record Delivery(Envelope envelope, long atNs) {}

  /**
   * What a cluster is made of, and what happens to it.
   *
   * @param brokers how many there are, with ids from 1 on
   * @param voters how many of them, the first ones, vote at first
   * @param changes whether members, leaders and the logs' starts change
   * @param forgets whether replicas lose what they have answered for, a minority at a time
   */
  record Setup(int brokers, int voters, CommitLevel level, boolean changes, boolean forgets) {}

  private final SplittableRandom random;
  private final Setup setup;
  private final RandomOperator operator;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<Delivery> inFlight = new ArrayList<>();
  private final Set<Integer> cutLinks = new HashSet<>();
  private final SafetyChecker checker;
  private final Consumer<String> trace;
  private final double lossRate;
  private final double duplicateRate;
  private final double crashRate;
  private final double diskRate;
  private final double campaignRate;
  private final int maxDelayMs;
  private boolean faulty = true;
  private long nowNs;
  private long nextValue = 1;

  SimulatedCluster(long seed, Setup setup, Consumer<String> trace) {
    this.setup = setup;
    this.trace = trace;
    random = new SplittableRandom(seed);
    lossRate = random.nextDouble(0.2);
    duplicateRate = random.nextDouble(0.2);
    crashRate = random.nextDouble(0.004);
    diskRate = 0.1 + random.nextDouble(0.9);
    campaignRate = random.nextDouble(0.01);
    maxDelayMs = 1 + random.nextInt(random.nextBoolean() ? 20 : 200);
    int[] voters = new int[setup.voters()];
    for (int i = 0; i < voters.length; i++) {
      voters[i] = i + 1;
    }
    RaftSettings settings =
        new RaftSettings(
            BASE.electionTimeoutMinNs(),
            BASE.electionTimeoutMaxNs(),
            BASE.heartbeatIntervalNs(),
            BASE.retransmitTimeoutNs(),
            1 + random.nextInt(32),
            setup.level());
    for (int id = 1; id <= setup.brokers(); id++) {
      Replica replica =
          new Replica(settings, Membership.of(id, voters), this::uniform, this::send, trace);
      replica.maxEntriesPerMessage(1 + random.nextInt(8));
      replicas.add(replica);
    }
    checker = new SafetyChecker(replicas, setup.level(), setup.forgets());
    operator = new RandomOperator(random, setup.brokers(), checker);
    replicas.forEach(replica -> replica.start(nowNs));
  }

  /** Runs with faults, then without any, and requires that the group serves again. */
  void run(int faultySteps, int calmSteps) {
    for (int i = 0; i < faultySteps; i++) {
      injectFault();
      step();
    }
    calmDown();
    for (int i = 0; i < calmSteps; i++) {
      step();
      if (i % 100 == 99 && hasConverged()) {
        checker.checkLogMatching();
        return;
      }
    }
    if (setup.changes() && setup.forgets() && !hasCleanMajorities()) {
      // An election of everybody may need one who was removed: that is for an operator to decide.
      return;
    }
    throw new AssertionError("not converged after the faults stopped: " + replicas);
  }

  /** What happened in a run, so that a test can see that enough did. */
  record Counts(
      long committed, long installs, long changes, long rejoins, long transfers, long reads) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          committed + other.committed,
          installs + other.installs,
          changes + other.changes,
          rejoins + other.rejoins,
          transfers + other.transfers,
          reads + other.reads);
    }
  }

  Counts counts() {
    return new Counts(
        checker.committedCount(),
        replicas.stream().mapToInt(Replica::installs).sum(),
        replicas.stream().mapToInt(Replica::changes).sum(),
        replicas.stream().mapToInt(Replica::rejoins).sum(),
        operator.transfers(),
        operator.confirmedReads());
  }

  private void step() {
    nowNs += STEP_NS;
    if (trace != null) {
      trace.accept("at " + nowNs / NS_PER_MS + " ms");
    }
    deliverDue();
    for (Replica replica : replicas) {
      if (replica.isAlive()) {
        cycle(replica);
      }
    }
    checker.check();
    if (random.nextInt(200) == 0) {
      checker.checkLogMatching();
    }
  }

  private void cycle(Replica replica) {
    replica.tick(nowNs);
    if (chance(0.2) && replica.propose(nextValue)) {
      nextValue++;
    }
    if (setup.changes()) {
      operator.operate(replica, nowNs, faulty);
    }
    if (chance(diskRate)) {
      replica.completeWrite();
    }
    if (chance(diskRate)) {
      replica.completeFlush();
    }
    replica.beginWrite();
    replica.beginFlush();
    replica.endCycle(nowNs);
  }

  private void deliverDue() {
    for (int i = 0; i < inFlight.size(); i++) {
      Delivery delivery = inFlight.get(i);
      if (delivery.atNs <= nowNs) {
        int last = inFlight.size() - 1;
        inFlight.set(i--, inFlight.get(last));
        inFlight.remove(last);
        Replica receiver = replicas.get(delivery.envelope.message().to() - 1);
        if (receiver.isAlive() && !isCut(delivery.envelope)) {
          receiver.receive(delivery.envelope, nowNs);
        }
      }
    }
  }

  private void send(Envelope envelope) {
    if (trace != null) {
      trace.accept("  " + envelope);
    }
    if (isCut(envelope) || (faulty && chance(lossRate))) {
      return;
    }
    inFlight.add(new Delivery(envelope, nowNs + delayNs()));
    if (faulty && chance(duplicateRate)) {
      inFlight.add(new Delivery(envelope, nowNs + delayNs()));
    }
  }

  private boolean hasCleanMajorities() {
    for (Replica replica : replicas) {
      MembershipLog memberships = replica.core().memberships();
      for (int i = 0; i < memberships.size(); i++) {
        Membership membership = memberships.membershipAt(i);
        long clean =
            replicas.stream()
                .filter(other -> membership.isVoter(other.id()) && !other.mayHaveForgotten())
                .count();
        if (clean < membership.majority()) {
          return false;
        }
      }
    }
    return true;
  }

  private long delayNs() {
    if (!faulty) {
      return 0;
    }
    return random.nextInt(chance(0.02) ? MAX_STRAY_MS : maxDelayMs) * NS_PER_MS;
  }

  private void injectFault() {
    for (Replica replica : replicas) {
      if (replica.isAlive() && chance(crashRate)) {
        stop(replica);
      } else if (!replica.isAlive() && chance(0.02)) {
        restart(replica);
      } else if (replica.isAlive() && chance(campaignRate)) {
        replica.campaign(nowNs);
      }
    }
    if (chance(0.01)) {
      cutLinks.clear();
      if (random.nextBoolean()) {
        partition(random.nextBoolean());
      }
    }
  }

  private void stop(Replica replica) {
    if (setup.forgets() && chance(0.3) && aMinorityForgets(replica, true)) {
      replica.damage(random.nextLong(replica.diskLog().lastIndex() + 1));
    } else if (setup.level() == CommitLevel.APPENDED) {
      // What is lost with the power was answered for.
      boolean mayForget = setup.forgets() && aMinorityForgets(replica, false);
      replica.crash(mayForget && random.nextBoolean());
    } else {
      replica.crash(random.nextBoolean());
    }
  }

  /**
   * No more than that is survived, by any membership that may still decide. Where the flush
   * decides, or damage took what was flushed, those that forgot nothing must be a majority; else
   * half of an even number may forget.
   */
  private boolean aMinorityForgets(Replica next, boolean toDamage) {
    boolean isPowerAlone =
        setup.level() == CommitLevel.APPENDED
            && !toDamage
            && replicas.stream().noneMatch(Replica::mayLackWhatWasFlushed);
    for (Replica replica : replicas) {
      MembershipLog memberships = replica.memberships();
      for (int i = 0; i < memberships.size(); i++) {
        Membership membership = memberships.membershipAt(i);
        long forgetful =
            replicas.stream()
                .filter(other -> other == next || other.mayHaveForgotten())
                .filter(other -> membership.isVoter(other.id()))
                .count();
        long allowed =
            isPowerAlone
                ? membership.majority() - 1
                : membership.voterCount() - membership.majority();
        if (forgetful > allowed) {
          return false;
        }
      }
    }
    return true;
  }

  private void partition(boolean oneWay) {
    int side = random.nextInt(1 << replicas.size());
    for (Replica from : replicas) {
      for (Replica to : replicas) {
        boolean fromInside = (side >> (from.id() - 1) & 1) == 1;
        boolean toInside = (side >> (to.id() - 1) & 1) == 1;
        if (fromInside != toInside && (fromInside || !oneWay)) {
          cutLinks.add(link(from.id(), to.id()));
        }
      }
    }
  }

  private void calmDown() {
    faulty = false;
    cutLinks.clear();
    replicas.stream().filter(replica -> !replica.isAlive()).forEach(this::restart);
  }

  private void restart(Replica replica) {
    replica.start(nowNs);
    checker.restarted(replica);
  }

  /** One leader that has committed in its term, and everybody has what it has committed. */
  private boolean hasConverged() {
    long leaders = replicas.stream().filter(replica -> replica.core().isReadyToServe()).count();
    return leaders == 1 && replicas.stream().filter(Replica::isLeader).allMatch(this::isFollowed);
  }

  private boolean isFollowed(Replica leader) {
    RaftCore core = leader.core();
    return replicas.stream()
        .filter(replica -> core.membership().isMember(replica.id()))
        .map(Replica::core)
        .allMatch(
            member ->
                member.term() == core.term()
                    && !member.isRejoining()
                    && checker.committedCount() - member.commitIndex() < 32);
  }

  private boolean isCut(Envelope envelope) {
    return cutLinks.contains(link(envelope.message().from(), envelope.message().to()));
  }

  private static int link(int from, int to) {
    return from * 100 + to;
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private long uniform(long bound) {
    return random.nextLong(bound);
  }
}
