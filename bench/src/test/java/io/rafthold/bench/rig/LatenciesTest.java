package io.rafthold.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void nanosecondsAreToldAsMicrosecondsAtThePercentiles() {
    final Latencies latencies = new Latencies();
    for (int i = 1; i <= 1000; i++) {
      latencies.record(i * 1000L);
    }
    assertThat(latencies.text())
        .startsWith("p50 500.")
        .contains("p90 900.", "p99 990.", "p99.9 999.")
        .contains("max 1000.");
    assertThat(latencies.json()).startsWith("{\"count\":1000,\"p50Us\":500.").endsWith("}");
  }

  @Test
  void aCopyStaysWhatItWas() {
    final Latencies latencies = new Latencies();
    latencies.record(1000);
    final Latencies copy = latencies.copy();
    latencies.clear();
    assertThat(copy.count()).isEqualTo(1);
    assertThat(latencies.count()).isZero();
  }
}
