package io.rafthold.spec;

import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A group under one seed, with everything that can go wrong, made to bring much about in few steps:
 * elections, splits, truncations, restarts, power losses, changes of membership, transfers,
 * installs.
 */
final class TraceCluster {
  private static final long NS_PER_MS = 1_000_000;
  private static final long STEP_NS = 5 * NS_PER_MS;
  private static final int MAX_CYCLES = 4_000;

  private record Delivery(Letter letter, long atNs) {}

  private final SplittableRandom random;
  private final TraceRecorder recorder;
  private final List<TraceReplica> replicas = new ArrayList<>();
  private final List<Delivery> inFlight = new ArrayList<>();
  private final CommitLevel level;
  private final int initialSize;
  private final double lossRate;
  private final double faultRate;
  private final double powerRate;
  private final double diskRate;
  private final double proposalRate;
  private final double changeRate;
  private final int maxDelayMs;
  private final boolean[] isAfterPowerLoss;
  private int isolated = -1;
  private boolean isOneWay;
  private long nowNs;

  TraceCluster(long seed) {
    random = new SplittableRandom(seed);
    level = random.nextBoolean() ? CommitLevel.APPENDED : CommitLevel.FLUSHED;
    initialSize = 1 + random.nextInt(4);
    int size = Math.min(5, initialSize + random.nextInt(3));
    lossRate = random.nextDouble(0.15);
    faultRate = random.nextDouble(0.02);
    powerRate = random.nextDouble();
    diskRate = 0.3 + random.nextDouble(0.7);
    proposalRate = random.nextDouble(0.1);
    changeRate = random.nextDouble(0.1);
    maxDelayMs = 1 + random.nextInt(40);
    isAfterPowerLoss = new boolean[size];
    RaftSettings settings =
        new RaftSettings(40 * NS_PER_MS, 90 * NS_PER_MS, 10 * NS_PER_MS, 25 * NS_PER_MS, 8, level);
    int[] voters = IntStream.range(0, initialSize).toArray();
    recorder = new TraceRecorder(voters, new int[0], level);
    for (int id = 0; id < size; id++) {
      Membership initial = Membership.of(id, voters);
      replicas.add(new TraceReplica(id, initial, settings, random.split(), recorder, this::send));
    }
    replicas.forEach(replica -> replica.start(false, nowNs));
  }

  /** Runs until the trace has so many steps, or nothing much happens. */
  Trace run(int steps) {
    for (int i = 0; i < MAX_CYCLES && recorder.stepCount() < steps; i++) {
      nowNs += STEP_NS;
      injectFaults();
      deliver();
      for (TraceReplica replica : replicas) {
        if (replica.isUp()) {
          cycle(replica);
        }
      }
    }
    return recorder.trace();
  }

  private void cycle(TraceReplica replica) {
    replica.tick(nowNs);
    if (chance(proposalRate)) {
      replica.propose();
    }
    if (replica.core().isLeader()) {
      lead(replica);
    }
    if (chance(diskRate)) {
      replica.finishDisk();
    }
    replica.endCycle(nowNs);
  }

  private void lead(TraceReplica leader) {
    RaftCore core = leader.core();
    int other = random.nextInt(replicas.size());
    if (chance(changeRate)) {
      Membership now = core.membership();
      if (now.isLearner(other)) {
        leader.change(random.nextInt(4) == 0 ? now.without(other) : now.withVoter(other));
      } else if (!now.isVoter(other)) {
        leader.change(now.withLearner(other));
      } else if (now.voterCount() > 1) {
        leader.change(now.without(other));
      }
    } else if (chance(changeRate / 5)) {
      core.transfer(other, nowNs);
    } else if (chance(0.02)) {
      leader.removeStart();
    }
  }

  private void injectFaults() {
    for (TraceReplica replica : replicas) {
      if (replica.isUp() && chance(faultRate)) {
        boolean losesPower = chance(powerRate);
        isAfterPowerLoss[replica.id()] = losesPower;
        replica.stop(losesPower);
      } else if (!replica.isUp() && chance(0.1)) {
        replica.start(isAfterPowerLoss[replica.id()], nowNs);
      }
    }
    if (chance(faultRate)) {
      isolated = random.nextInt(2 * replicas.size());
      isOneWay = random.nextBoolean();
    }
  }

  private void deliver() {
    for (int i = 0; i < inFlight.size(); i++) {
      Delivery delivery = inFlight.get(i);
      if (delivery.atNs <= nowNs) {
        inFlight.remove(i--);
        TraceReplica receiver = replicas.get(delivery.letter.message.to());
        if (receiver.isUp()) {
          receiver.receive(delivery.letter, nowNs);
        }
      }
    }
  }

  private void send(Letter letter) {
    boolean isCut =
        letter.message.from() == isolated || (!isOneWay && letter.message.to() == isolated);
    if (isCut || chance(lossRate)) {
      return;
    }
    int copies = chance(0.1) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long delayMs = random.nextInt(chance(0.03) ? 500 : maxDelayMs);
      inFlight.add(new Delivery(letter, nowNs + delayMs * NS_PER_MS));
    }
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
