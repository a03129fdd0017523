package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuickstartReportTest {
  private static final QuickstartReport GOOD = report(1707, 0, 612_000_000L, true);

  @Test
  void aNewcomerReadsWhatHeld() {
    assertThat(GOOD.allHeld()).isTrue();
    assertThat(GOOD.toString())
        .containsPattern("events +1,707 ")
        .containsPattern("acknowledged +1,707 ")
        .containsPattern("duplicates +0 ")
        .containsPattern("leader killed +broker 2 ")
        .containsPattern("gap while no leader +612 ms ")
        .containsPattern("commit latency p50/p99 +0.9/3.2 ms ")
        .containsPattern("replicas identical +yes ")
        .containsPattern("ack level +quorum-sync ")
        .contains("All of it held (12.3 s).");
  }

  @Test
  void whateverDoesNotHoldShows() {
    assertThat(report(1706, 0, 1, true).allHeld()).isFalse();
    assertThat(report(1707, 1, 1, true).allHeld()).isFalse();
    assertThat(report(1707, 0, -1, true).allHeld()).isFalse();
    assertThat(report(1707, 0, 1, false).toString())
        .containsPattern("replicas identical +no ")
        .contains("NOT ALL OF IT HELD");
  }

  private static QuickstartReport report(
      int acknowledged, int duplicates, long gapNs, boolean identical) {
    return new QuickstartReport(
        1707,
        acknowledged,
        1707,
        duplicates,
        true,
        2,
        853,
        gapNs,
        900_000,
        3_200_000,
        301,
        302,
        true,
        identical,
        true,
        "quorum-sync",
        12_300_000_000L);
  }
}
