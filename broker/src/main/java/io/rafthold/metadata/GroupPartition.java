package io.rafthold.metadata;

/**
 * A partition as a consumer group shares it out. Immutable.
 *
 * @param groupId of the partition
 * @param owner the member that may read it, or {@link GroupMember#NOBODY}
 * @param epoch the generation in which the last ownership began
 * @param target the member that shall own it, or {@link GroupMember#NOBODY} until the next
 *     generation
 */
public record GroupPartition(int groupId, long owner, long epoch, long target) {
  /** Tells whether its owner may go on. */
  public boolean isSettled() {
    return owner == target;
  }

  GroupPartition withTarget(long memberId, long generation) {
    final GroupPartition meant = new GroupPartition(groupId, owner, epoch, memberId);
    return owner == GroupMember.NOBODY ? meant.handedOver(generation) : meant;
  }

  /** Whoever shall own it does, from now on. */
  GroupPartition handedOver(long generation) {
    final boolean hasTarget = target != GroupMember.NOBODY;
    return new GroupPartition(groupId, target, hasTarget ? generation : epoch, target);
  }

  /** A member is gone. */
  GroupPartition without(long memberId, long generation) {
    final long nextTarget = target == memberId ? GroupMember.NOBODY : target;
    final GroupPartition left = new GroupPartition(groupId, owner, epoch, nextTarget);
    return owner == memberId ? left.handedOver(generation) : left;
  }
}
