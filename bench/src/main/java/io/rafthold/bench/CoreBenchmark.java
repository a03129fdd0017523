package io.rafthold.bench;

import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.HardState;
import io.rafthold.raft.LogTerms;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MessageConsumer;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import io.rafthold.raft.RaftSettings;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What consensus itself costs a leader of three: one entry from append to commit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CoreBenchmark {
  private static final int LEADER = 0;
  private static final int FOLLOWER = 1;
  private static final int OTHER_FOLLOWER = 2;
  private static final long STEP_NS = 1000;
  private static final long MAX_STEPS_TO_LEAD = 1000;

  private final CountingLog log = new CountingLog();
  private final RaftMessage request = new RaftMessage();
  private final RaftMessage response = new RaftMessage();
  private final MessageConsumer drop = message -> true;
  private RaftCore core;
  private long nowNs;

  /** Made by JMH. */
  public CoreBenchmark() {}

  /** A log of one term without content. */
  private static final class CountingLog implements LogTerms {
    private long lastIndex;
    private long term;

    @Override
    public long firstIndex() {
      return 1;
    }

    @Override
    public long lastIndex() {
      return lastIndex;
    }

    @Override
    public long termAt(long index) {
      return index == 0 ? 0 : term;
    }
  }

  /** Makes a leader: it campaigns, and a follower grants what it asks for. */
  @Setup(Level.Trial)
  public void elect() {
    final RaftSettings defaults = RaftSettings.defaults();
    core =
        new RaftCore(
            new RaftSettings(
                defaults.electionTimeoutMinNs(),
                defaults.electionTimeoutMaxNs(),
                defaults.heartbeatIntervalNs(),
                defaults.retransmitTimeoutNs(),
                defaults.maxInflightEntries(),
                CommitLevel.APPENDED),
            Membership.of(LEADER, LEADER, FOLLOWER, OTHER_FOLLOWER),
            log,
            HardState.INITIAL,
            bound -> 0,
            nowNs);
    core.campaign(nowNs);
    for (int i = 0; i < MAX_STEPS_TO_LEAD && !core.isLeader(); i++) {
      core.endCycle(nowNs);
      core.hardStateFlushed(core.hardStateVersion());
      core.drainImmediate(this::grant);
      core.drainFlushed(this::grant);
      receiveGrant();
    }
    if (!core.isLeader()) {
      throw new IllegalStateException("no leader: " + core.role());
    }
    log.term = core.term();
    step();
    if (step() != log.lastIndex) {
      throw new IllegalStateException("entry " + log.lastIndex + " was not committed in one step");
    }
  }

  private boolean grant(RaftMessage message) {
    if (message.to() == FOLLOWER) {
      final boolean isPreVote = message.type() == MessageType.PRE_VOTE_REQUEST;
      response
          .reset(
              isPreVote ? MessageType.PRE_VOTE_RESPONSE : MessageType.VOTE_RESPONSE,
              FOLLOWER,
              LEADER)
          .term(message.term())
          .granted(true);
    }
    return true;
  }

  private void receiveGrant() {
    if (response.from() == FOLLOWER) {
      core.receive(response, nowNs);
      response.reset(MessageType.VOTE_RESPONSE, LEADER, LEADER);
    }
  }

  /** One entry: appended, sent to both followers, acknowledged by both, committed. */
  @Benchmark
  public long step() {
    nowNs += STEP_NS;
    log.lastIndex++;
    core.appended(log.lastIndex);
    send(FOLLOWER);
    send(OTHER_FOLLOWER);
    acknowledge(FOLLOWER);
    acknowledge(OTHER_FOLLOWER);
    core.tick(nowNs);
    core.endCycle(nowNs);
    core.drainImmediate(drop);
    core.drainFlushed(drop);
    return core.commitIndex();
  }

  private void send(int follower) {
    if (core.nextAppend(follower, request, nowNs)) {
      core.appendSent(follower, request.lastIndex(), nowNs);
    }
  }

  private void acknowledge(int follower) {
    response
        .reset(MessageType.APPEND_RESPONSE, follower, LEADER)
        .term(core.term())
        .matchIndex(log.lastIndex)
        .flushedIndex(log.lastIndex)
        .granted(true);
    core.receive(response, nowNs);
  }
}
