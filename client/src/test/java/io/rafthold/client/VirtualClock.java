package io.rafthold.client;

import org.agrona.concurrent.NanoClock;

/** A clock that stands until it is moved. */
final class VirtualClock implements NanoClock {
  private long nowNs = 1_000_000_000L;

  @Override
  public long nanoTime() {
    return nowNs;
  }

  void advance(long ns) {
    nowNs += ns;
  }
}
