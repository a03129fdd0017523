package io.rafthold.metadata;

import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaWakeup;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;

/** Shows a replica as a group that it leads. Reused for one replica after the other. */
final class ReplicaLedGroup implements LedGroup {
  private final ReplicaWakeup wakeup;
  private Replica replica;

  ReplicaLedGroup(ReplicaWakeup wakeup) {
    this.wakeup = wakeup;
  }

  ReplicaLedGroup wrap(Replica leader) {
    replica = leader;
    return this;
  }

  @Override
  public boolean isReady() {
    return replica.isReadyToServe();
  }

  @Override
  public boolean isSettled() {
    return replica.membershipIndex() <= replica.commitIndex() && !replica.isTransferring();
  }

  @Override
  public Membership membership() {
    return replica.membership();
  }

  @Override
  public long membershipIndex() {
    return replica.membershipIndex();
  }

  @Override
  public boolean isCaughtUp(int brokerId) {
    return replica.isCaughtUp(brokerId);
  }

  @Override
  public MembershipVerdict change(Membership next, long epochNs) {
    wakeup.wake(replica);
    return replica.changeMembership(next, epochNs);
  }

  @Override
  public boolean transfer(int toBroker, long nowNs) {
    wakeup.wake(replica);
    return replica.transfer(toBroker, nowNs);
  }
}
