package io.rafthold.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.aeron.protocol.DataHeaderFlyweight;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BoundedAssemblerTest {
  private static final int LIMIT = 1000;
  private static final int TERM_ID = 5;
  private static final byte MIDDLE = 0;

  private final List<Integer> lengths = new ArrayList<>();
  private int exceeded;
  private int termOffset;
  private final BoundedAssembler assembler =
      new BoundedAssembler(
          LIMIT, (buffer, position, length, header) -> lengths.add(length), () -> exceeded++);

  private void receive(int flags, int length) {
    final int frameLength = DataHeaderFlyweight.HEADER_LENGTH + length;
    final int aligned = BitUtil.align(frameLength, FrameDescriptor.FRAME_ALIGNMENT);
    final UnsafeBuffer frame = new UnsafeBuffer(new byte[aligned]);
    new DataHeaderFlyweight(frame)
        .termOffset(termOffset)
        .termId(TERM_ID)
        .flags((short) flags)
        .frameLength(frameLength);
    termOffset += aligned;
    final Header header = new Header(TERM_ID, 16);
    header.buffer(frame);
    header.offset(0);
    assembler.onFragment(frame, DataHeaderFlyweight.HEADER_LENGTH, length, header);
  }

  @Test
  void messagesUpToTheLimitPass() {
    receive(FrameDescriptor.UNFRAGMENTED, LIMIT);
    for (int i = 0; i < 3; i++) {
      receive(FrameDescriptor.BEGIN_FRAG_FLAG, 400);
      receive(MIDDLE, 400);
      receive(FrameDescriptor.END_FRAG_FLAG, 200);
    }
    assertThat(lengths).containsExactly(LIMIT, LIMIT, LIMIT, LIMIT);
    assertThat(exceeded).isZero();
  }

  @Test
  void aMessageThatDoesNotEndIsGivenUpOnceAndForAll() {
    receive(FrameDescriptor.BEGIN_FRAG_FLAG, 400);
    receive(MIDDLE, 600);
    assertThat(exceeded).isZero();
    receive(MIDDLE, 1);
    assertThat(exceeded).isEqualTo(1);
    receive(MIDDLE, 400);
    receive(FrameDescriptor.END_FRAG_FLAG, 400);
    receive(FrameDescriptor.UNFRAGMENTED, 10);
    assertThat(exceeded).isEqualTo(1);
    assertThat(lengths).isEmpty();
  }
}
