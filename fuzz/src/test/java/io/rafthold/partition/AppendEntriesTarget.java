package io.rafthold.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.raft.Membership;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** The entries of an append request; with a first byte that is odd their CRCs are mended. */
public final class AppendEntriesTarget implements FuzzTarget {
  private static final int SELF = 1;
  private static final int ANNOUNCED = 3;

  private final EntryBlock block = new EntryBlock(SELF);

  @Override
  public void feed(byte[] input) {
    if (input.length == 0) {
      return;
    }
    final UnsafeBuffer entries = new UnsafeBuffer(Arrays.copyOfRange(input, 1, input.length));
    if ((input[0] & 1) != 0) {
      mend(entries);
    }
    if (block.wrap(entries, 0, entries.capacity(), 0, 0, Long.MAX_VALUE, ANNOUNCED)) {
      for (int i = 0; i < block.count(); i++) {
        final int position = block.positionAt(i);
        require(Batch.nextOffset(entries, position) >= firstOffset(entries), "offsets run back");
        require(block.termAt(i) >= 0, "a term is negative");
      }
    }
  }

  private long firstOffset(UnsafeBuffer entries) {
    return Batch.baseOffset(entries, block.positionAt(0));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** Makes a batch of what says that it is one, and goes on behind it. */
  private static void mend(UnsafeBuffer entries) {
    int at = 0;
    while (entries.capacity() - at >= Batch.HEADER_LENGTH) {
      final int length = entries.getInt(at + Integer.BYTES, LITTLE_ENDIAN);
      if (length < Batch.HEADER_LENGTH || length > entries.capacity() - at) {
        return;
      }
      Batch.sealBody(entries, at, length, Batch.recordCount(entries, at));
      Batch.stamp(
          entries,
          at,
          Batch.index(entries, at),
          Batch.term(entries, at),
          Batch.baseOffset(entries, at),
          Batch.timestampNs(entries, at));
      at += length;
    }
  }

  @Override
  public List<byte[]> seeds() {
    final UnsafeBuffer input = new UnsafeBuffer(new byte[4_096]);
    input.putByte(0, (byte) 1);
    final UnsafeBuffer body = new UnsafeBuffer(new byte[MembershipCodec.MAX_LENGTH]);
    final int bodyLength =
        MembershipCodec.encode(body, Membership.of(SELF, new int[] {1, 2, 3}, new int[] {4}));
    int at = 1;
    for (int i = 0; i < ANNOUNCED; i++) {
      final EntryType type = i == 1 ? EntryType.MEMBERSHIP : EntryType.NO_OP;
      final int length = Batch.HEADER_LENGTH + (i == 1 ? bodyLength : 0);
      Batch.initialise(input, at, type, -1, (short) -1, -1);
      if (i == 1) {
        input.putBytes(at + Batch.HEADER_LENGTH, body, 0, bodyLength);
      }
      Batch.sealBody(input, at, length, 0);
      Batch.stamp(input, at, i + 1, 1, 0, 1_000);
      at += length;
    }
    final byte[] mended = Arrays.copyOf(input.byteArray(), at);
    final byte[] plain = mended.clone();
    plain[0] = 0;
    return List.of(mended, plain);
  }
}
