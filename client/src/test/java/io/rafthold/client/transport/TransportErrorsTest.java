package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransportErrorsTest {
  @Test
  void aFloodIsCountedAndNotLogged() {
    final TransportErrors errors = new TransportErrors();
    final long startNs = System.nanoTime();
    for (int i = 0; i < TransportErrors.MAX_LINES_PER_WINDOW; i++) {
      assertThat(errors.admit(startNs)).isZero();
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(errors.admit(startNs + 1)).isEqualTo(-1);
    }
    assertThat(errors.admit(startNs + 2 * TransportErrors.WINDOW_NS)).isEqualTo(1000);
    assertThat(errors.admit(startNs + 2 * TransportErrors.WINDOW_NS)).isZero();
  }
}
