package io.rafthold.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BrokerTransportSettingsTest {
  private static BrokerTransportSettings.Builder settings() {
    return BrokerTransportSettings.builder(0, "127.0.0.1", 7000, 7100);
  }

  @Test
  void answersLeaveFromThePortBesideTheClients() {
    assertThat(settings().build().responsePort()).isEqualTo(7101);
    assertThat(settings().responsePort(7200).build().responsePort()).isEqualTo(7200);
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    assertThatThrownBy(() -> settings().responsePort(7100).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must differ: 7000, 7100, 7100");
    assertThatThrownBy(() -> settings().responsePort(70_000).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("response port 70000 is not within 1 and 65535");
    assertThatThrownBy(() -> settings().peer(-1, "127.0.0.1", 7000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broker id -1");
    assertThatThrownBy(() -> settings().maxSessions(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("session limit 0");
    assertThatThrownBy(() -> settings().peerTermLength(12).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("term length 12");
  }

  @Test
  void theSpaceThatIsAskedForGrowsWithThePeers() {
    final long alone = settings().build().driver().requiredBytes();
    final long withTwo =
        settings()
            .peer(1, "127.0.0.1", 7001)
            .peer(2, "127.0.0.1", 7002)
            .build()
            .driver()
            .requiredBytes();
    assertThat(withTwo - alone).isEqualTo(4L * 3 * 16 * 1024 * 1024);
  }
}
