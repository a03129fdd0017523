package io.rafthold.raft;

import java.util.Objects;

/** The parts of a core and how they hang together; {@link RaftCore} is the door. */
final class CoreRooms {
  private final RaftState state;
  private final Rejoin rejoin;
  final ProgressTable followers;
  final ImmediateOutbox immediate;
  final FlushedOutbox flushed;
  final AppendAnswer answer;
  final LogReports logReports;
  final Election election;
  final Replication replication;
  final CommitRule commitRule;
  final MembershipChange membershipChange;
  final Transfer transfer;
  final ReadIndex reads;
  final Heartbeats heartbeats;
  final Settlement settlement;
  final Roles roles;
  final Installation installation;
  final AppendRequestHandler appendRequests;
  final InstallRequestHandler installRequests;
  final MessageRouter router;

  CoreRooms(RaftState state, RaftSettings settings, LogView log, RandomSource random, long nowNs) {
    Objects.requireNonNull(settings, "settings");
    this.state = state;
    Timers timers = new Timers(settings, random, nowNs);
    if (state.membership().voterCount() == 1) {
      timers.expireElection(nowNs);
    }
    followers = new ProgressTable(state);
    immediate = new ImmediateOutbox(state);
    flushed = new FlushedOutbox(state, settings);
    Verification verification = new Verification(state);
    rejoin = new Rejoin(state, verification, flushed, settings.commitLevel());
    answer = new AppendAnswer(state, log, verification, flushed);
    roles = new Roles(state, log, timers, followers, verification, answer, immediate);
    election = new Election(state, log, roles, timers, immediate, flushed, settings.commitLevel());
    reads = new ReadIndex(state, followers);
    transfer = new Transfer(state, roles, followers, immediate, settings);
    settlement = new Settlement(state, followers, verification, reads, transfer);
    heartbeats = new Heartbeats(state, followers, reads, settlement, immediate);
    replication = new Replication(state, log, roles, timers, followers, heartbeats, settings);
    commitRule = new CommitRule(state, followers, settings.commitLevel());
    membershipChange = new MembershipChange(state, log, followers, transfer, settings);
    installation = new Installation(state, log, followers, settings);
    AcceptedMemberships accepted = new AcceptedMemberships(state);
    logReports = new LogReports(state, log, verification, accepted);
    appendRequests =
        new AppendRequestHandler(state, log, roles, verification, answer, accepted, rejoin);
    installRequests =
        new InstallRequestHandler(state, log, roles, verification, answer, accepted, rejoin);
    router =
        new MessageRouter(
            new VoteRequestHandler(state, log, roles, timers, flushed, settings),
            new VoteResponseHandler(state, roles, election),
            new PreVoteRequestHandler(state, log, immediate, settings),
            new PreVoteResponseHandler(state, roles, election),
            new AppendResponseHandler(state, log, roles, followers),
            new HeartbeatHandler(state, roles, verification, flushed, rejoin, settlement),
            new HeartbeatResponseHandler(state, roles, followers),
            new TimeoutNowHandler(state, roles, election),
            new RejoinRequestHandler(state, roles, followers, immediate),
            rejoin);
  }

  void tick(long nowNs) {
    if (state.isLeader()) {
      replication.tick(nowNs);
      transfer.advance(nowNs);
    } else {
      election.tick(nowNs);
    }
  }

  void endCycle(long nowNs) {
    if (state.isLeader()) {
      commitRule.advance();
      transfer.advance(nowNs);
      transfer.stepDownWhenRemoved(nowNs);
      return;
    }
    if (rejoin.advance()) {
      // The leader may count this replica from now on: it is told at once.
      answer.accept();
    }
    answer.endCycle();
  }

  long deadlineNs() {
    return state.isLeader()
        ? Math.min(replication.deadlineNs(state.nowNs()), transfer.deadlineNs())
        : election.deadlineNs();
  }
}
