package io.rafthold.sim;

import io.rafthold.raft.CoreInput;
import io.rafthold.raft.CoreObserver;
import io.rafthold.raft.HardState;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import io.rafthold.raft.Role;

/** Watches the consensus core of one replica in one life, and marks what it goes through. */
final class MarkObserver implements CoreObserver {
  private final World world;
  private final int brokerId;
  private final int groupId;
  private long term = -1;
  private Role role = Role.FOLLOWER;
  private boolean wasReady;
  private boolean wasRejoining;
  private long membershipIndex;
  private Membership membership;
  private long figure8Term;
  private long removalTerm;
  private long slowDiskTerm;

  MarkObserver(World world, int brokerId, int groupId) {
    this.world = world;
    this.brokerId = brokerId;
    this.groupId = groupId;
  }

  @Override
  public void onInput(CoreInput input, RaftMessage message, RaftCore core) {
    if (message != null) {
      onMessage(message, core);
    }
    switch (input) {
      case MEMBERSHIP -> onMembership();
      case READ -> world.marks().reach(Mark.READ_INDEX);
      case TRANSFER -> onTransfer(core);
      case END_CYCLE -> {
        onCycle(core);
        world.checker().onCycle(brokerId, groupId, core);
      }
      default -> {
        // Seen at the end of the cycle.
      }
    }
  }

  private void onMessage(RaftMessage message, RaftCore core) {
    final Marks marks = world.marks();
    if (message.term() < core.term()) {
      marks.reach(Mark.STALE_MESSAGE);
      if (message.type() == MessageType.APPEND_REQUEST) {
        marks.reach(Mark.STALE_APPEND);
      }
    }
    switch (message.type()) {
      case VOTE_REQUEST -> {
        final HardState state = core.hardState();
        if (message.term() == state.term()
            && state.votedFor() != HardState.NO_VOTE
            && state.votedFor() != message.from()) {
          marks.reach(Mark.SECOND_VOTE_ASKED);
        }
        onVoteAsked(message, core);
      }
      case PRE_VOTE_REQUEST -> {
        if (core.leaderId() >= 0) {
          marks.reach(Mark.PRE_VOTE_REFUSED);
        }
        onVoteAsked(message, core);
      }
      case TIMEOUT_NOW -> marks.reach(Mark.TRANSFER);
      default -> {
        // Nothing special.
      }
    }
  }

  private void onVoteAsked(RaftMessage message, RaftCore core) {
    if (core.isRejoining()) {
      world.marks().reach(Mark.AMNESIAC_ASKED);
    }
    if (!core.membership().isMember(message.from())) {
      world.marks().reach(Mark.REMOVED_ASKS_FOR_VOTES);
    }
  }

  private void onTransfer(RaftCore core) {
    if (core.isTransferring() && world.brokers().get(brokerId).isShortOfRoom()) {
      world.marks().reach(Mark.FULL_DISK_LEFT);
    }
  }

  private void onMembership() {
    world.marks().reach(Mark.MEMBERSHIP_AFTER_COMMIT);
    if (world.isDisturbed()) {
      world.marks().reach(Mark.MEMBERSHIP_UNDER_FAULT);
    }
  }

  private void onCycle(RaftCore core) {
    final Marks marks = world.marks();
    if (role == Role.LEADER && core.role() != Role.LEADER && core.term() == term) {
      marks.reach(Mark.CHECK_QUORUM);
    }
    if (core.term() != term || core.role() != role) {
      term = core.term();
      role = core.role();
      wasReady = false;
      if (role == Role.LEADER) {
        world.leaderWatch().onLeader(brokerId, groupId);
      }
    }
    if (wasRejoining && !core.isRejoining()) {
      marks.reach(Mark.REJOINED);
      world.checker().onRejoined(brokerId, groupId, core);
    }
    wasRejoining = core.isRejoining();
    if (membership == null || core.memberships().latestIndex() != membershipIndex) {
      onMembershipChanged(core);
    }
    if (role == Role.LEADER) {
      onLeaderCycle(core);
    }
  }

  private void onMembershipChanged(RaftCore core) {
    final long index = core.memberships().latestIndex();
    if (index < membershipIndex) {
      world.marks().reach(Mark.MEMBERSHIP_ROLLED_BACK);
    } else if (membership != null) {
      for (int i = 0; i < membership.learnerCount(); i++) {
        if (core.membership().isVoter(membership.learnerAt(i))) {
          world.marks().reach(Mark.LEARNER_PROMOTED);
        }
      }
    }
    membershipIndex = index;
    membership = core.membership();
  }

  private void onLeaderCycle(RaftCore core) {
    final Marks marks = world.marks();
    if (!membership.isVoter(brokerId) && removalTerm != term) {
      removalTerm = term;
      marks.reach(Mark.LEADER_REMOVES_ITSELF);
    }
    if (!wasReady && core.isReadyToServe()) {
      wasReady = true;
      marks.reach(Mark.FIRST_COMMIT_OF_TERM);
    }
    if (!wasReady
        && figure8Term != term
        && world
            .checker()
            .group(groupId)
            .isOldTermOnMajority(
                world.checker().replica(brokerId, groupId), core.commitIndex() + 1, term)) {
      figure8Term = term;
      marks.reach(Mark.OLD_TERM_NOT_COUNTED);
    }
    if (slowDiskTerm != term
        && core.commitIndex() > world.checker().replica(brokerId, groupId).durableIndex()) {
      slowDiskTerm = term;
      marks.reach(Mark.COMMIT_WITHOUT_OWN_DISK);
    }
  }
}
