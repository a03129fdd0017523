package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PacerTest {
  @Test
  void aRateSpacesRecordsEvenly() {
    final Pacer pacer = new Pacer(Pace.perSecond(4), 1_000);

    assertThat(pacer.nextDueNs(0)).isEqualTo(1_000);
    assertThat(pacer.nextDueNs(0)).isEqualTo(250_001_000);
    assertThat(pacer.nextDueNs(0)).isEqualTo(500_001_000);
  }

  @Test
  void theRecordedPaceKeepsDistancesDividedByItsFactor() {
    final long recordedNs = 1_700_000_000_000_000_000L;
    final Pacer pacer = new Pacer(Pace.recorded(10), 5);

    assertThat(pacer.nextDueNs(recordedNs)).isEqualTo(5);
    assertThat(pacer.nextDueNs(recordedNs + 1_000)).isEqualTo(105);
    assertThat(pacer.nextDueNs(recordedNs + 1_000)).isEqualTo(105);
    assertThat(pacer.nextDueNs(recordedNs + 50_000)).isEqualTo(5_005);
  }

  @Test
  void withoutAPaceEverythingIsDueAtOnce() {
    final Pacer pacer = new Pacer(Pace.asFastAsPossible(), 7);
    pacer.await(1);

    assertThat(pacer.nextDueNs(1)).isEqualTo(7);
    assertThat(pacer.nextDueNs(Long.MAX_VALUE)).isEqualTo(7);
  }

  @Test
  void whatIsNoPaceIsRefused() {
    for (final double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Pace.recorded(bad));
      assertThatIllegalArgumentException().isThrownBy(() -> Pace.perSecond(bad));
    }
  }
}
