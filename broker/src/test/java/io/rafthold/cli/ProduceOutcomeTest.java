package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProduceOutcomeTest {
  private final ProduceOutcome outcome = new ProduceOutcome();

  @Test
  void scriptsReadTheLastLine() {
    for (int line = 1; line <= 3; line++) {
      outcome.lineRead();
      outcome.completed(line, null);
    }

    assertThat(outcome).hasToString("acknowledged 3 of 3");
    assertThat(outcome.isComplete()).isTrue();
  }

  @Test
  void theFirstFailureIsKeptWithItsLine() {
    outcome.lineRead();
    outcome.lineRead();
    outcome.lineRead();
    outcome.completed(1, null);
    outcome.completed(2, new IllegalStateException("no quorum"));
    outcome.completed(3, new IllegalStateException("aborted"));

    assertThat(outcome).hasToString("acknowledged 1 of 3");
    assertThat(outcome.isComplete()).isFalse();
    assertThat(outcome.failure().message()).isEqualTo("line 2: no quorum");
  }

  @Test
  void whatIsStillOutstandingIsNotComplete() {
    outcome.lineRead();

    assertThat(outcome.isComplete()).isFalse();
  }
}
