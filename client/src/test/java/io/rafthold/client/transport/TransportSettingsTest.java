package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TransportSettingsTest {
  private final TransportSettings settings = TransportSettings.defaults();

  @Test
  void whatCannotBeIsRefusedByName() {
    assertThatThrownBy(() -> settings.withTermLength(1_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("term length 1000000 is not a power of two");
    assertThatThrownBy(() -> settings.withMtu(1400))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MTU 1400 is not a multiple of 32");
    assertThatThrownBy(() -> settings.withMtu(128 * 1024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MTU 131072");
    assertThatThrownBy(() -> settings.withExternalDriver(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("external media driver");
  }
}
