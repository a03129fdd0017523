package io.rafthold.embedded;

import io.rafthold.server.Broker;
import io.rafthold.server.BrokerConfig;
import io.rafthold.server.ConfigLoader;
import io.rafthold.server.ConfigurationException;
import io.rafthold.server.StartupChecks;
import io.rafthold.server.StartupException;
import java.util.List;
import java.util.Map;

/** One broker of an embedded cluster, which runs or does not. For one thread at a time. */
final class EmbeddedNode {
  private final int brokerId;
  private final BrokerConfig config;
  private Broker broker;

  /**
   * Checks the settings; starts nothing.
   *
   * @param settings {@code key=value} each
   */
  EmbeddedNode(int brokerId, List<String> settings) {
    this.brokerId = brokerId;
    try {
      config = ConfigLoader.load(null, Map.of(), settings);
    } catch (final ConfigurationException refused) {
      throw new EmbeddedException(refused.getMessage(), refused);
    }
  }

  boolean isRunning() {
    return broker != null;
  }

  /** Starts it; when this returns it accepts connections. */
  void start() {
    try {
      StartupChecks.run(config);
      broker = Broker.launch(config);
    } catch (final ConfigurationException | StartupException refused) {
      throw new EmbeddedException(
          "broker " + brokerId + " does not start: " + refused.getMessage(), refused);
    }
  }

  /** Ends it as a process that dies does. Harmless where it does not run. */
  void kill() {
    final Broker ending = broker;
    broker = null;
    if (ending != null) {
      ending.kill();
    }
  }

  /** Ends it cleanly: it hands over what it leads. Harmless where it does not run. */
  void stop() {
    final Broker ending = broker;
    broker = null;
    if (ending != null) {
      ending.close();
    }
  }
}
