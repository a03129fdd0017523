package io.rafthold.client;

import io.rafthold.client.transport.TrafficIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Waits as few cores want it: awake for a while behind each message, then asleep until the next one
 * comes, an answer that is late too.
 */
final class ClientIdleStrategy implements IdleStrategy {
  private final ClientCore core;
  private final TrafficIdleStrategy traffic;

  ClientIdleStrategy(ClientCore core) {
    this.core = core;
    this.traffic = new TrafficIdleStrategy(core.links().doze());
  }

  @Override
  public void idle(int workCount) {
    if (core.takeTraffic()) {
      // As of the cycle: within microseconds, and the clock need not be read again.
      traffic.onTraffic(core.nowNs());
    }
    // A caller does not see all that passed, a part of a message, say.
    traffic.idle(core.takeWork() ? 1 : workCount);
  }

  @Override
  public void idle() {
    idle(0);
  }

  @Override
  public void reset() {
    traffic.reset();
  }

  @Override
  public String alias() {
    return traffic.alias();
  }
}
