package io.rafthold.partition;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.log.LogDamageException;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What lies beside a log, or comes with an install: memberships, and the state at a log's start.
 * The first byte says which. What is encoded again, is decoded to the same.
 */
public final class StatesTarget implements FuzzTarget {
  private static final int SELF = 1;
  private static final int KINDS = 3;
  private static final StateDecoder STATES = new StateDecoder(SELF, ProducerLimits.STANDARD);

  @Override
  public void feed(byte[] input) {
    if (input.length == 0) {
      return;
    }
    final byte[] content = Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (Math.floorMod(input[0], KINDS)) {
        case 0 -> {
          final byte[] encoded = MembershipRecord.decode(content, SELF, "record").encode();
          same(encoded, MembershipRecord.decode(encoded, SELF, "record").encode());
        }
        case 1 -> {
          final byte[] encoded = STATES.decode(content, "state").encode();
          same(encoded, STATES.decode(encoded, "state").encode());
        }
        default -> MembershipCodec.decode(new UnsafeBuffer(content), 0, content.length, SELF);
      }
    } catch (LogDamageException damage) {
      // As it should be.
    }
  }

  private static void same(byte[] encoded, byte[] again) {
    if (!Arrays.equals(encoded, again)) {
      throw new IllegalStateException("what was encoded is decoded to something else");
    }
  }

  @Override
  public List<byte[]> seeds() {
    final Membership membership = Membership.of(SELF, new int[] {1, 2, 3}, new int[] {7});
    final MembershipLog log = MembershipLog.startingAt(3, 2, membership);
    log.append(9, 4, Membership.of(SELF, new int[] {1, 2, 3, 7}));
    final UnsafeBuffer entry = new UnsafeBuffer(new byte[MembershipCodec.MAX_LENGTH]);
    final int entryLength = MembershipCodec.encode(entry, membership);
    return List.of(
        kind(0, new MembershipRecord(5, log).encode()),
        kind(
            1,
            new StartState(
                    12,
                    4,
                    100,
                    1_000,
                    5_000,
                    MembershipLog.startingAt(3, 2, membership),
                    STATES.blankTables())
                .encode()),
        kind(2, Arrays.copyOf(entry.byteArray(), entryLength)));
  }

  private static byte[] kind(int kind, byte[] content) {
    final byte[] input = new byte[content.length + 1];
    input[0] = (byte) kind;
    System.arraycopy(content, 0, input, 1, content.length);
    return input;
  }
}
