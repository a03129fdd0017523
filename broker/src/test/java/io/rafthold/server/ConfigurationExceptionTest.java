package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigurationExceptionTest {
  @Test
  void namesTheSettingItsValueAndTheProblem() {
    ConfigurationException refused =
        new ConfigurationException("segment.bytes", "12", "too small; at least 1048576");

    assertThat(refused).hasMessage("segment.bytes = 12: too small; at least 1048576");
  }
}
