package io.rafthold.bench.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.bench.rig.Load;
import io.rafthold.bench.rig.MessageStream;
import io.rafthold.bench.rig.SystemUnderTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemsTest {
  private static final int MESSAGES = 100;

  @TempDir private Path directory;

  @Test
  void echoAnswersAndItsProcessesAreGoneAfterwards() {
    fill("echo");
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @Test
  void aeronClusterAnswersAndItsProcessesAreGoneAfterwards() {
    fill("aeron-cluster");
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @Test
  void whatIsNotKnownIsRefusedByName() {
    final Systems systems = new Systems();
    assertThatThrownBy(() -> systems.prepare("telegraph", settings()))
        .hasMessageContaining("telegraph")
        .hasMessageContaining("rafthold[:quorum-sync]");
    assertThatThrownBy(() -> systems.prepare("echo:loud", settings())).hasMessageContaining("loud");
  }

  private void fill(String name) {
    try (SystemUnderTest system = new Systems().prepare(name, settings()).get()) {
      assertThat(system.processIds()).hasSize(3);
      try (MessageStream stream = system.open(256, false)) {
        new Load(stream, false).fill(MESSAGES, 10);
      }
    }
  }

  private SystemSettings settings() {
    return new SystemSettings(8192, directory, List.of());
  }
}
