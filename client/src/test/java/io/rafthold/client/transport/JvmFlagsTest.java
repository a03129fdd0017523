package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class JvmFlagsTest {
  @Test
  void thisJvmHasTheFlags() {
    assertThat(JvmFlags.missing()).isEmpty();
    assertThatCode(JvmFlags::check).doesNotThrowAnyException();
  }

  @Test
  void whatIsMissingIsNamedAsItBelongsOnTheCommandLine() {
    // A module that no flag opens anything to stands for a JVM without flags.
    final Module other = ModuleLayer.boot().findModule("java.logging").orElseThrow();
    assertThat(JvmFlags.missing(other))
        .containsExactly(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/java.util.zip=ALL-UNNAMED");
  }
}
