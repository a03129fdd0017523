package io.rafthold.partition;

import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;

/** What tests write into a replica's files without running it. */
public final class ReplicaContents {
  private ReplicaContents() {}

  /** Encodes a membership file's content: who voted from the group's beginning. */
  public static byte[] membership(int selfId, int... voters) {
    return new MembershipRecord(0, MembershipLog.of(Membership.of(selfId, voters))).encode();
  }

  /** Encodes what holds behind an entry, for a start file or a state beside a segment. */
  public static byte[] state(long index, long term, long nextOffset, int selfId, int... voters) {
    return new StartState(
            index,
            term,
            nextOffset,
            index,
            1_000 * index,
            MembershipLog.of(Membership.of(selfId, voters)),
            new DerivedTables(ProducerLimits.STANDARD))
        .encode();
  }
}
