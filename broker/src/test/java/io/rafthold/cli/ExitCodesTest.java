package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.AbortedException;
import io.rafthold.client.InvalidReplicationException;
import io.rafthold.client.InvalidTopicException;
import io.rafthold.client.NoQuorumException;
import io.rafthold.client.OutcomeUnknownException;
import io.rafthold.client.RequestTimeoutException;
import io.rafthold.client.UnknownTopicException;
import io.rafthold.client.UnreachableException;
import io.rafthold.server.ConfigurationException;
import io.rafthold.server.StartupException;
import org.junit.jupiter.api.Test;

class ExitCodesTest {
  @Test
  void scriptsRelyOnTheNumbers() {
    assertThat(
            new int[] {
              ExitCodes.OK,
              ExitCodes.FAILURE,
              ExitCodes.USAGE,
              ExitCodes.NOT_FOUND,
              ExitCodes.NO_QUORUM,
              ExitCodes.TIMEOUT,
              ExitCodes.VERIFICATION_FAILED,
              ExitCodes.FATAL,
              ExitCodes.FLUSH_FAILED
            })
        .containsExactly(0, 1, 2, 3, 4, 5, 7, 12, 13);
  }

  @Test
  void eachFailureHasItsCode() {
    assertThat(ExitCodes.of(new UnknownTopicException("x"))).isEqualTo(ExitCodes.NOT_FOUND);
    assertThat(ExitCodes.of(new InvalidTopicException("x"))).isEqualTo(ExitCodes.USAGE);
    assertThat(ExitCodes.of(new InvalidReplicationException("x"))).isEqualTo(ExitCodes.USAGE);
    assertThat(ExitCodes.of(new ConfigurationException("x"))).isEqualTo(ExitCodes.USAGE);
    assertThat(ExitCodes.of(new NoQuorumException("x", true))).isEqualTo(ExitCodes.NO_QUORUM);
    assertThat(ExitCodes.of(new UnreachableException("x", false))).isEqualTo(ExitCodes.NO_QUORUM);
    assertThat(ExitCodes.of(new OutcomeUnknownException("x"))).isEqualTo(ExitCodes.TIMEOUT);
    assertThat(ExitCodes.of(new RequestTimeoutException("x", true))).isEqualTo(ExitCodes.TIMEOUT);
    assertThat(ExitCodes.of(new AbortedException("x"))).isEqualTo(ExitCodes.FAILURE);
    assertThat(ExitCodes.of(new StartupException("x"))).isEqualTo(ExitCodes.FAILURE);
    assertThat(ExitCodes.of(new IllegalStateException("x"))).isEqualTo(ExitCodes.FAILURE);
    assertThat(ExitCodes.of(new CommandException(ExitCodes.VERIFICATION_FAILED, "x")))
        .isEqualTo(ExitCodes.VERIFICATION_FAILED);
  }
}
