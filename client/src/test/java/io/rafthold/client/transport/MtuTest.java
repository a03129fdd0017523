package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MtuTest {
  private static final int TERM_MESSAGE_BYTES = 2 * 1024 * 1024;

  @ParameterizedTest
  @CsvSource({
    "4194304, 4194304, true, 65408", // what is asked for is granted
    "4194304, 4194304, false, 8192", // other systems have smaller datagrams
    "212992, 212992, true, 13312", // the usual limits of a kernel
    "4194304, 212992, true, 26624", // what sends has less
    "65536, 65536, true, 8192"
  })
  void loopbackTakesWhatWindowAndBuffersHoldEightTimes(
      int receiveBytes, int sendBytes, boolean isLinux, int expected) {
    final SocketBuffers sockets =
        new SocketBuffers(
            receiveBytes, sendBytes, SocketBuffers.windowBytes(receiveBytes, Mtu.NETWORK_BYTES));

    assertThat(Mtu.onLoopback(sockets, isLinux)).isEqualTo(expected);
  }

  @Test
  void anotherMachineIsSentWhatEthernetCarries() {
    assertThat(Mtu.towards("192.0.2.1", Mtu.AUTOMATIC, TERM_MESSAGE_BYTES)).isEqualTo(1408);
    assertThat(Mtu.towards("broker.example", Mtu.AUTOMATIC, TERM_MESSAGE_BYTES)).isEqualTo(1408);
  }

  @Test
  void whatIsSetHoldsOnLoopbackToo() {
    assertThat(Mtu.towards("127.0.0.1", 1408, TERM_MESSAGE_BYTES)).isEqualTo(1408);
    assertThat(Mtu.towards("192.0.2.1", 8192, TERM_MESSAGE_BYTES)).isEqualTo(8192);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "localhost", "::1"})
  void loopbackIsSentMoreButNoMoreThanAMessageOfTheStream(String host) {
    assertThat(Mtu.towards(host, Mtu.AUTOMATIC, TERM_MESSAGE_BYTES))
        .isBetween(Mtu.LOOPBACK_MIN_BYTES, Mtu.LOOPBACK_MAX_BYTES);
    assertThat(Mtu.towards(host, Mtu.AUTOMATIC, 8192)).isEqualTo(8192);
    assertThat(Mtu.towards(host, Mtu.AUTOMATIC, 16_384)).isEqualTo(8192);
    assertThat(Mtu.towards(host, Mtu.AUTOMATIC, 32_768)).isBetween(8192, 16_384);
  }

  @Test
  void whatIsNoMtuIsRefused() {
    Mtu.check(Mtu.AUTOMATIC);
    Mtu.check(Mtu.MAX_BYTES);
    assertThatThrownBy(() -> Mtu.check(Mtu.MAX_BYTES + 32))
        .hasMessage("MTU 65536 is not a multiple of 32 within 512 and 65504");
  }
}
