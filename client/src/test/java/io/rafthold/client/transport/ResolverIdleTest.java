package io.rafthold.client.transport;

import static io.rafthold.client.transport.ResolverIdle.LONG_PARK_NS;
import static io.rafthold.client.transport.ResolverIdle.SHORT_PARK_NS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResolverIdleTest {
  private int results;
  private final ResolverIdle idle = new ResolverIdle(() -> results++);

  @Test
  void itLooksOftenUntilItIsCalledAndOnceItEnds() {
    assertThat(idle.parkNs()).isEqualTo(SHORT_PARK_NS);

    idle.call();
    assertThat(idle.parkNs()).isEqualTo(LONG_PARK_NS);

    idle.end();
    assertThat(idle.parkNs()).isEqualTo(SHORT_PARK_NS);
  }

  @Test
  void whoeverWaitsForAResultIsToldOfIt() {
    idle.idle(0);
    assertThat(results).isZero();

    idle.idle(1);
    assertThat(results).isEqualTo(1);
  }
}
