package io.rafthold.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelDropsTest {
  private static final String HEAD =
      "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode ref pointer drops";

  @Test
  void dropsOfOurPortsAreAddedUp() {
    final List<String> table =
        List.of(
            HEAD,
            "  1: 0100007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000     0"
                + "        0 4711 2 0000000000000000 12",
            "  2: 0100007F:1F91 00000000:0000 07 00000000:00000000 00:00000000 00000000     0"
                + "        0 4712 2 0000000000000000 30",
            "  3: 0100007F:1F92 00000000:0000 07 00000000:00000000 00:00000000 00000000     0"
                + "        0 4713 2 0000000000000000 500");
    assertThat(KernelDrops.sum(table, 8080, 8081)).isEqualTo(42);
    assertThat(KernelDrops.sum(table, 1)).isZero();
  }
}
