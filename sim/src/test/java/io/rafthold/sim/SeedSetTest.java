package io.rafthold.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.sim.report.Campaign;
import io.rafthold.sim.report.CampaignReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The fixed set of seeds that every build runs. Each rule and each bad day is reached often enough,
 * so that a set which has stopped coming near one is noticed.
 */
class SeedSetTest {
  private static final long SEEDS = Long.getLong("rafthold.sim.seeds", 1_000);
  private static final long SAFETY_NS = 60_000_000_000L;
  private static final int THREADS = 2;
  private static final long OFTEN = SEEDS / 20;

  @Test
  @Timeout(900)
  void everySeedOfTheSetIsRightAndTheyReachEveryRule() throws InterruptedException {
    final StringBuilder failed = new StringBuilder();
    final Campaign campaign =
        new Campaign(
            1,
            SEEDS,
            SAFETY_NS,
            THREADS,
            failure ->
                failed.append(
                    String.format(
                        "seed %d: %s%n  replay with: bin/rafthold sim --seed %d --time 60s"
                            + " --trace%n",
                        failure.seed(), failure.cause(), failure.seed())));

    final CampaignReport report = campaign.run();

    assertThat(failed.toString()).as("what failed").isEmpty();
    for (final Mark mark : Mark.values()) {
      assertThat(report.marks().count(mark))
          .as("%s in %d seeds%n%s", mark, SEEDS, report.text())
          .isGreaterThanOrEqualTo(OFTEN);
    }
  }
}
