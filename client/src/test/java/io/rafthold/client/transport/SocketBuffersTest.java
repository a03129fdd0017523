package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SocketBuffersTest {
  @Test
  void theWindowFitsIntoWhatTheKernelGrants() {
    assertThat(SocketBuffers.windowBytes(4 * 1024 * 1024, 1408)).isEqualTo(512 * 1024);
    assertThat(SocketBuffers.windowBytes(512 * 1024, 1408)).isEqualTo(128 * 1024);
    assertThat(SocketBuffers.windowBytes(212_992, 1408)).isEqualTo(106_496);
    assertThat(SocketBuffers.windowBytes(4096, 8192)).isEqualTo(8192);
    final SocketBuffers granted = SocketBuffers.granted(1408);
    assertThat(granted.windowBytes()).isBetween(1408, granted.receiveBytes());
    assertThat(granted.sendBytes()).isPositive();
  }
}
