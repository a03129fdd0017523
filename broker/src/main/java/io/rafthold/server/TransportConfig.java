package io.rafthold.server;

import io.rafthold.client.transport.DriverThreads;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.transport.BrokerTransportSettings;
import java.nio.file.Path;

/** Translates a broker's configuration for its transport. */
final class TransportConfig {
  private TransportConfig() {}

  static BrokerTransportSettings of(BrokerConfig config) {
    final ClusterMember self = config.self();
    final BrokerTransportSettings.Builder builder =
        BrokerTransportSettings.builder(self.id(), self.host(), self.peerPort(), self.clientPort())
            .responsePort(self.responsePort())
            .threads(threads(config.threads().profile()))
            .threadStarts(config.threads().cpus().bindingsBehindFirst())
            .peerTermLength(config.termLengthBytes())
            .clientTermLength(config.termLengthBytes())
            .mtu(config.mtuBytes())
            .maxSessions(config.maxSessions())
            .linkTimeout(config.linkTimeoutNs());
    final Path aeronDirectory = Path.of(config.aeronDirectory());
    if (config.isDriverEmbedded()) {
      builder.aeronDirectory(aeronDirectory);
    } else {
      builder.externalDriver(aeronDirectory);
    }
    for (final ClusterMember member : config.members()) {
      if (member.id() != self.id()) {
        builder.peer(member.id(), member.host(), member.peerPort());
      }
    }
    return builder.build();
  }

  private static DriverThreads threads(ThreadProfile profile) {
    return switch (profile) {
      case COMPACT -> DriverThreads.INVOKED;
      case SHARED -> DriverThreads.SHARED;
      case LOW_LATENCY -> DriverThreads.DEDICATED;
    };
  }
}
