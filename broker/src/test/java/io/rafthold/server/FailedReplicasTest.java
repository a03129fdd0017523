package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailedReplicasTest {
  private static final int NONE = -1;
  private static final long START_NS = 1_000;

  private final FailedReplicas failed = new FailedReplicas(replica -> {}, null);

  @Test
  void whatTheDiskRefusesAgainWaitsAgain() {
    refuse(1);
    refuse(2);
    assertThat(failed.pollReopening(START_NS)).isEqualTo(NONE);

    long nowNs = START_NS;
    for (int round = 0; round < 3; round++) {
      nowNs += FailedReplicas.REOPEN_AFTER_NS - 1;
      assertThat(failed.pollReopening(nowNs)).isEqualTo(NONE);
      nowNs++;
      final int first = failed.pollReopening(nowNs);
      refuse(first);
      final int second = failed.pollReopening(nowNs);
      refuse(second);
      assertThat(new int[] {first, second}).containsExactlyInAnyOrder(1, 2);
      assertThat(failed.pollReopening(nowNs)).isEqualTo(NONE);
    }
  }

  @Test
  void nothingIsDueWhereNothingIsRefused() {
    refuse(1);
    failed.pollReopening(START_NS);
    assertThat(failed.reopenNs()).isEqualTo(START_NS + FailedReplicas.REOPEN_AFTER_NS);
    assertThat(failed.pollReopening(START_NS + FailedReplicas.REOPEN_AFTER_NS)).isEqualTo(1);

    assertThat(failed.reopenNs()).isEqualTo(Long.MAX_VALUE);
    assertThat(failed.hasWork()).isFalse();
  }

  @Test
  void damageStays() {
    failed.onFailedToOpen(1, new IllegalStateException("damaged"));

    assertThat(failed.pollReopening(START_NS)).isEqualTo(NONE);
    assertThat(failed.pollReopening(START_NS + FailedReplicas.REOPEN_AFTER_NS)).isEqualTo(NONE);
    assertThat(failed.byGroup()).containsOnlyKeys(1);
  }

  @Test
  void oneThatIsDeletedMeanwhileIsNotOpened() {
    refuse(1);
    refuse(2);
    failed.pollReopening(START_NS);
    final int first = failed.pollReopening(START_NS + FailedReplicas.REOPEN_AFTER_NS);
    failed.forget(3 - first);

    assertThat(failed.pollReopening(START_NS + FailedReplicas.REOPEN_AFTER_NS)).isEqualTo(NONE);
  }

  private void refuse(int groupId) {
    failed.onFailedToOpen(groupId, new UncheckedIOException(new IOException("no space")));
  }
}
