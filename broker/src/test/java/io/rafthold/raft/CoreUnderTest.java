package io.rafthold.raft;

import java.util.ArrayList;
import java.util.List;

/** One core, its log, and what it sends: for tests that look at it message by message. */
final class CoreUnderTest {
  static final long MS = 1_000_000;

  final MemoryLog log = new MemoryLog();
  final RaftCore core;
  final List<CoreInput> inputs = new ArrayList<>();
  private final int selfId;
  private long nowNs;

  CoreUnderTest(CommitLevel level, Membership membership, HardState hardState, long... terms) {
    selfId = membership.selfId();
    for (long term : terms) {
      log.append(term, term);
    }
    RaftSettings defaults = RaftSettings.defaults();
    RaftSettings settings =
        new RaftSettings(
            defaults.electionTimeoutMinNs(),
            defaults.electionTimeoutMaxNs(),
            defaults.heartbeatIntervalNs(),
            defaults.retransmitTimeoutNs(),
            defaults.maxInflightEntries(),
            level);
    core =
        new RaftCore(
            settings,
            MembershipLog.of(membership),
            log,
            hardState,
            bound -> 0,
            (input, message, observed) -> inputs.add(input),
            nowNs);
  }

  /** A leader of term 4 among 1, 2 and 3, whose no-op, entry 1, is committed. */
  static CoreUnderTest leader(CommitLevel level) {
    HardState hardState = new HardState(3, HardState.NO_VOTE);
    CoreUnderTest leader = new CoreUnderTest(level, Membership.of(1, 1, 2, 3), hardState);
    leader.win(4);
    leader.appendNoOp();
    leader.acknowledge(2, 1);
    leader.endCycle();
    leader.drain();
    return leader;
  }

  void win(long term) {
    core.campaign(nowNs);
    core.receive(message(MessageType.PRE_VOTE_RESPONSE, 2, term).granted(true), nowNs);
    core.hardStateFlushed(core.hardStateVersion());
    core.receive(message(MessageType.VOTE_RESPONSE, 2, term).granted(true), nowNs);
  }

  void appendNoOp() {
    log.append(core.term(), 0);
    core.appended(log.lastIndex());
    core.flushed(log.lastIndex());
  }

  RaftMessage message(MessageType type, int from, long term) {
    return new RaftMessage().reset(type, from, selfId).term(term);
  }

  void receive(RaftMessage message) {
    core.receive(message, nowNs);
  }

  /** An answer of a follower that has appended and flushed up to there. */
  void acknowledge(int follower, long index) {
    receive(
        message(MessageType.APPEND_RESPONSE, follower, core.term())
            .granted(true)
            .matchIndex(index)
            .flushedIndex(index));
  }

  void pass(long ms) {
    nowNs += ms * MS;
    core.tick(nowNs);
  }

  long nowMs() {
    return nowNs / MS;
  }

  long nowNs() {
    return nowNs;
  }

  void endCycle() {
    core.endCycle(nowNs);
  }

  /** Everything that leaves once the hard state is on disk. */
  List<String> drain() {
    core.hardStateFlushed(core.hardStateVersion());
    List<String> sent = new ArrayList<>();
    core.drainImmediate(message -> sent.add(message.toString()));
    core.drainFlushed(message -> sent.add(message.toString()));
    return sent;
  }

  /** Entries of these terms, each a membership or null. */
  static EntryTerms entries(long term, Membership... memberships) {
    return new EntryTerms() {
      @Override
      public int count() {
        return memberships.length;
      }

      @Override
      public long termAt(int position) {
        return term;
      }

      @Override
      public Membership membershipAt(int position) {
        return memberships[position];
      }
    };
  }
}
