package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class CodecTest {
  @Test
  void numbersAreEightBytesTheHighestFirst() {
    final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4);
    for (final long value : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(Codec.int64().encode(value, buffer, 3)).isEqualTo(8);
      assertThat(Codec.int64().decode(buffer, 3, 8)).isEqualTo(value);
    }
    Codec.int64().encode(258L, buffer, 0);
    assertThat(buffer.getByte(6)).isEqualTo((byte) 1);
    assertThat(buffer.getByte(7)).isEqualTo((byte) 2);
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.int64().decode(new ExpandableArrayBuffer(), 0, 7))
        .withMessageContaining("7 bytes");
  }
}
