package io.rafthold.raft;

import java.util.Objects;

/** The parts of a core and how they hang together; {@link RaftCore} is the door. */
final class CoreRooms {
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
  final Installation installation;
  final AppendRequestHandler appendRequests;
  final InstallRequestHandler installRequests;
  final MessageRouter router;

  CoreRooms(RaftState state, RaftSettings settings, LogView log, RandomSource random, long nowNs) {
    Objects.requireNonNull(settings, "settings");
    Timers timers = new Timers(settings, random, nowNs);
    if (state.membership().voterCount() == 1) {
      timers.expireElection(nowNs);
    }
    followers = new ProgressTable(state);
    immediate = new ImmediateOutbox(state);
    flushed = new FlushedOutbox(state, settings);
    Verification verification = new Verification(state);
    membershipChange = new MembershipChange(state, log, followers);
    logReports = new LogReports(state, log, verification);
    answer = new AppendAnswer(state, log, verification, flushed);
    Roles roles = new Roles(state, log, timers, followers, verification, answer, immediate);
    election = new Election(state, log, roles, timers, immediate, flushed);
    replication = new Replication(state, log, roles, timers, followers, immediate, settings);
    commitRule = new CommitRule(state, followers, settings.commitLevel());
    transfer = new Transfer();
    reads = new ReadIndex();
    installation = new Installation();
    appendRequests = new AppendRequestHandler(state, log, roles, verification, answer, flushed);
    installRequests = new InstallRequestHandler();
    router =
        new MessageRouter(
            new VoteRequestHandler(state, log, roles, timers, flushed, settings),
            new VoteResponseHandler(state, roles, election),
            new PreVoteRequestHandler(state, log, immediate, settings),
            new PreVoteResponseHandler(state, roles, election),
            new AppendResponseHandler(state, log, roles, followers),
            new HeartbeatHandler(state, roles, verification, flushed),
            new HeartbeatResponseHandler(state, roles, followers));
  }
}
