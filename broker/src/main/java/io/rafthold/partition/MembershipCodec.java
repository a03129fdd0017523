package io.rafthold.partition;

import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageCursor;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.MembershipChangedDecoder;
import io.rafthold.protocol.codec.MembershipChangedEncoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.raft.Membership;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** The body of a membership entry (dissertation 4.1). Changes are rare: it may allocate. */
final class MembershipCodec {
  /** Most bytes that a membership takes. */
  static final int MAX_LENGTH =
      MessageFrame.HEADER_LENGTH
          + 2 * Integer.BYTES
          + Integer.BYTES * (Membership.MAX_VOTERS + Membership.MAX_LEARNERS);

  private MembershipCodec() {}

  /**
   * Encodes a membership at the start of a buffer of {@link #MAX_LENGTH} or more.
   *
   * @return bytes
   */
  static int encode(MutableDirectBuffer buffer, Membership membership) {
    final MembershipChangedEncoder encoder =
        new MembershipChangedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    final MembershipChangedEncoder.VotersEncoder voters =
        encoder.votersCount(membership.voterCount());
    for (int i = 0; i < membership.voterCount(); i++) {
      voters.next().brokerId(membership.voterAt(i));
    }
    final MembershipChangedEncoder.LearnersEncoder learners =
        encoder.learnersCount(membership.learnerCount());
    for (int i = 0; i < membership.learnerCount(); i++) {
      learners.next().brokerId(membership.learnerAt(i));
    }
    return MessageFrame.HEADER_LENGTH + encoder.encodedLength();
  }

  /**
   * Decodes an entry's body, whatever it holds.
   *
   * @param selfId the broker that looks
   * @return the membership, or null where the body is none that this version reads
   */
  static Membership decode(DirectBuffer buffer, int position, int length, int selfId) {
    if (MessageFrame.storedTemplateId(buffer, position, length)
        != MembershipChangedDecoder.TEMPLATE_ID) {
      return null;
    }
    try {
      final MessageCursor cursor = new MessageCursor();
      cursor.wrap(buffer, position, length, MembershipChangedDecoder.BLOCK_LENGTH);
      walk(cursor, MembershipChangedDecoder.VotersDecoder.sbeBlockLength());
      walk(cursor, MembershipChangedDecoder.LearnersDecoder.sbeBlockLength());
      final MembershipChangedDecoder decoder =
          new MembershipChangedDecoder()
              .wrapAndApplyHeader(buffer, position, new MessageHeaderDecoder());
      final MembershipChangedDecoder.VotersDecoder voters = decoder.voters();
      final int[] voterIds = new int[voters.count()];
      for (int i = 0; i < voterIds.length; i++) {
        voterIds[i] = voters.next().brokerId();
      }
      final MembershipChangedDecoder.LearnersDecoder learners = decoder.learners();
      final int[] learnerIds = new int[learners.count()];
      for (int i = 0; i < learnerIds.length; i++) {
        learnerIds[i] = learners.next().brokerId();
      }
      return Membership.of(selfId, voterIds, learnerIds);
    } catch (MalformedException | IllegalArgumentException unreadable) {
      return null;
    }
  }

  private static void walk(MessageCursor cursor, int leastBlockLength) {
    final int count = cursor.group(leastBlockLength);
    final int blockLength = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(blockLength);
    }
  }
}
