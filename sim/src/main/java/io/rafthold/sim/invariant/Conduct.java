package io.rafthold.sim.invariant;

import io.rafthold.partition.Replica;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.EntryType;
import io.rafthold.raft.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what replicas do against rules of the protocol. A breach of one of them comes to harm
 * seldom, and long after; this finds it when it happens. Throws what it finds.
 */
public final class Conduct {
  private record Change(ReplicaView replica, long index, long term, long previousIndex) {}

  private final CommitsOwnTerm commitsOwnTerm = new CommitsOwnTerm();
  private final CountedAnswers countedAnswers = new CountedAnswers();
  private final LeadersAreHeard leadersAreHeard = new LeadersAreHeard(countedAnswers);
  private final FollowersSpared followersSpared =
      new FollowersSpared(countedAnswers, leadersAreHeard);
  private final CampaignsArePromising campaigns = new CampaignsArePromising();
  private final MembershipFollowsLog membershipFollowsLog = new MembershipFollowsLog();
  private final OneChangeAtATime oneChange = new OneChangeAtATime();
  private final OneVoteATerm oneVote = new OneVoteATerm();
  private final RejoinRule rejoinRule = new RejoinRule();
  private final TransferTakesNothing transferTakesNothing = new TransferTakesNothing();
  private final FullDiskTakesNothing room = new FullDiskTakesNothing();
  private final ElectedByMajority electedByMajority = new ElectedByMajority();
  private final VotesForFullLogs votesForFullLogs = new VotesForFullLogs();
  private final List<Change> changes = new ArrayList<>();

  /** Returns the book of what reaches leaders. */
  CountedAnswers answers() {
    return countedAnswers;
  }

  void onAppended(ReplicaView replica, EntryType type) {
    final long index = replica.lastIndex();
    if (type == EntryType.DATA) {
      replica.hasAppendedData = true;
    } else if (type == EntryType.MEMBERSHIP) {
      changes.add(new Change(replica, index, replica.termAt(index), replica.lastMembershipIndex()));
      replica.addMembership(index);
    }
  }

  void onHardState(ReplicaView replica, long term, int votedFor, boolean isRejoining) {
    oneVote.onHardState(replica, term, votedFor);
    replica.mustRejoin &= isRejoining || !replica.isRejoining;
    replica.isDamaged &= isRejoining;
  }

  /** Looks at a replica that counts itself as whole again; the disk learns of it later. */
  void onRejoined(ReplicaView replica, Role role, long term, GroupView group) {
    rejoinRule.onRejoined(replica, role, term, group);
  }

  /** Returns who watches how long leaders hear nobody. */
  public LeadersAreHeard leaders() {
    return leadersAreHeard;
  }

  /** Returns who watches that leaders keep what followers need. */
  public FollowersSpared spared() {
    return followersSpared;
  }

  /** Returns who watches that full disks take nothing. */
  public FullDiskTakesNothing room() {
    return room;
  }

  ElectedByMajority elections() {
    return electedByMajority;
  }

  VotesForFullLogs votes() {
    return votesForFullLogs;
  }

  void onVote(ReplicaView sender, int candidate, long term, boolean isUnanimous) {
    votesForFullLogs.onGranted(sender, candidate, term);
    rejoinRule.onVote(sender, candidate, term, isUnanimous);
  }

  void onPromise(ReplicaView sender, int candidate, long term) {
    campaigns.onPromise(sender.groupId, sender.brokerId, candidate, term);
  }

  void onTimeoutNow(ReplicaView sender, int target, long term) {
    campaigns.onTimeoutNow(sender.groupId, target, term);
    if (sender.process != null && sender.process.isLeader()) {
      countedAnswers.onHandOver(sender, target);
    }
  }

  void onStarted(ReplicaView replica, Replica process) {
    replica.level = process.settings().ackLevel();
    replica.membership = null;
    replica.isTransferring = false;
    final boolean mustRejoin = replica.mustRejoin;
    rejoinRule.onStarted(replica, process.isRejoining());
    replica.mustRejoin = mustRejoin && process.isRejoining();
    replica.rottenBelowIndex = replica.hiddenRotIndex == 0 ? 0 : replica.rottenBelowIndex;
  }

  /** Looks at a replica after a step; the view is as it was before. */
  void onStepped(ReplicaView replica, Replica process) {
    membershipFollowsLog.onState(replica, process.membershipIndex());
    if (replica.membership != null && !process.membership().equals(replica.membership)) {
      // A majority of the new members is given the same time to be heard.
      replica.leadsSinceNs = leadersAreHeard.livedNs(replica.brokerId);
    }
    final boolean isTransferring = process.isTransferring();
    if (replica.term == process.term() && replica.role == Role.LEADER && process.isLeader()) {
      transferTakesNothing.onLeader(replica, replica.isTransferring, isTransferring);
      room.onLeader(replica);
      leadersAreHeard.onLeader(replica, process.membership());
    }
    replica.membership = process.membership();
    replica.isTransferring = isTransferring;
    replica.hasAppendedData = false;
    replica.seenLastIndex = replica.lastIndex();
  }

  /** Looks at a replica that entered a term, or took another role; the view is up to date. */
  void onTerm(ReplicaView replica, Replica process) {
    campaigns.onTerm(replica, process.membership());
    if (replica.role == Role.LEADER) {
      electedByMajority.onLeader(replica, process.membership());
      replica.leadsSinceNs = leadersAreHeard.livedNs(replica.brokerId);
    }
  }

  /** Looks at what a leader has committed; the view is up to date. */
  void onCommitted(ReplicaView replica, long index) {
    commitsOwnTerm.onCommitted(replica, index);
    countedAnswers.onCommitted(replica, index, replica.level == AckLevel.QUORUM_SYNC);
  }

  /** A step is over: what was appended in it is held against what is committed. */
  void endStep(Checker checker) {
    for (int i = 0; i < changes.size(); i++) {
      final Change change = changes.get(i);
      final ReplicaView replica = change.replica();
      try {
        oneChange.onAppended(
            replica,
            checker.group(replica.groupId),
            change.index(),
            change.term(),
            change.previousIndex());
      } catch (InvariantViolation violation) {
        checker.note(violation);
      }
    }
    changes.clear();
  }
}
