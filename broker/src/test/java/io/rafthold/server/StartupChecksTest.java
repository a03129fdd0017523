package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.metadata.ClusterMember;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartupChecksTest {
  private static final String LOOPBACK = "127.0.0.1";

  @Test
  void theTestsRunWithAllFlags() {
    assertThatCode(StartupChecks::checkFlags).doesNotThrowAnyException();
  }

  @Test
  void theFlagsAreThoseOfTheOneFile() throws IOException {
    final List<String> checked = new ArrayList<>();
    StartupChecks.OPENED.forEach(name -> checked.add("--add-opens=" + name + "=ALL-UNNAMED"));
    StartupChecks.EXPORTED.forEach(name -> checked.add("--add-exports=" + name + "=ALL-UNNAMED"));

    assertThat(Files.readAllLines(Path.of("..", "config", "jvm.options")))
        .filteredOn(line -> line.startsWith("--add-"))
        .containsExactlyInAnyOrderElementsOf(checked);
  }

  @Test
  void flagsThatAreMissingAreNamedAsTheyMustBeGiven() {
    // To a module that nothing was opened to, everything is missing.
    final Module stranger = java.sql.Driver.class.getModule();

    assertThat(StartupChecks.missingFlags(stranger))
        .contains(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");
  }

  @Test
  void aPortInUseIsRefusedByName() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      final int port = taken.getLocalPort();
      final ClusterMember member = new ClusterMember(3, LOOPBACK, port, 1, 2);

      assertThatThrownBy(() -> StartupChecks.checkPorts(member))
          .isInstanceOf(StartupException.class)
          .hasMessageContainingAll("peerPort " + port + " (UDP) cannot be bound", "broker 3");
    }
  }

  @Test
  void aHostOfAnotherMachineIsRefused() {
    // Reserved for documentation (RFC 5737): no machine's.
    final ClusterMember member = new ClusterMember(0, "192.0.2.1", 45_001, 45_002, 45_003);

    assertThatThrownBy(() -> StartupChecks.checkPorts(member))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("192.0.2.1");
  }
}
