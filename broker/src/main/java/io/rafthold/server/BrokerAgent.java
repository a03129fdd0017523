package io.rafthold.server;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.transport.BrokerTransport;
import io.rafthold.transport.PeerAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;

/**
 * The duty cycle of a broker: messages in, replicas, sessions, messages out. Everything that is
 * decided, is decided on this one thread; it reads the clocks once a cycle.
 */
final class BrokerAgent implements Agent {
  /**
   * Fragments of peers taken per cycle. A receive window of full ones is far less; of small ones,
   * as of a thousand partitions, a lower limit would make a queue of the window.
   */
  private static final int PEER_FRAGMENT_LIMIT = 1024;

  /** Fragments of clients taken per cycle: each may be a batch, and peers must not wait long. */
  private static final int CLIENT_FRAGMENT_LIMIT = 256;

  private final NanoClock clock;
  private final EpochNanoClock epochClock;
  private final BrokerTransport transport;
  private final BrokerCore core;
  private final FatalErrorHandler fatalErrors;
  private final LongConsumer trafficListener;
  private final MetricsSampler metrics;
  private final CompletableFuture<Void> handedOver = new CompletableFuture<>();
  private int peersVersion;
  private volatile boolean isHandingOver;
  private volatile boolean hasFailed;
  private volatile boolean isKilled;

  BrokerAgent(
      NanoClock clock,
      EpochNanoClock epochClock,
      BrokerTransport transport,
      BrokerCore core,
      FatalErrorHandler fatalErrors,
      LongConsumer trafficListener) {
    this.clock = clock;
    this.epochClock = epochClock;
    this.transport = transport;
    this.core = core;
    this.fatalErrors = fatalErrors;
    this.trafficListener = trafficListener;
    metrics =
        new MetricsSampler(
            core,
            () ->
                new MetricsSample.TransportCounts(
                    transport.sessionCounts(), transport.refusedPeerStreams()),
            this::wake);
  }

  /** Returns who takes samples of this duty cycle. */
  MetricsSampler metrics() {
    return metrics;
  }

  /** Ends the duty cycle before it decides anything more; callable on any thread. */
  void abandon() {
    hasFailed = true;
    wake();
  }

  /**
   * Does nothing more, until the agent is closed: then as a process that dies. Callable on any
   * thread.
   */
  void kill() {
    isKilled = true;
    wake();
  }

  /**
   * Has other brokers take over what this one leads; callable on any thread.
   *
   * @return completes when nothing is left that another one could take over
   */
  CompletableFuture<Void> handOver() {
    isHandingOver = true;
    wake();
    return handedOver;
  }

  /** What other threads have left for the duty cycle does not wait for the end of a sleep. */
  private void wake() {
    transport.doze().wake();
  }

  /**
   * Returns when there is something to do even if nothing comes in and nobody wakes the duty cycle.
   * For its thread.
   *
   * @return monotonic time; {@code Long.MIN_VALUE} for at once, {@code Long.MAX_VALUE} for never
   */
  long nextDeadlineNs() {
    return isHandingOver
        ? Long.MIN_VALUE
        : Math.min(core.nextDeadlineNs(), transport.nextDeadlineNs());
  }

  @Override
  public int doWork() {
    if (isKilled) {
      return 0;
    }
    if (hasFailed) {
      throw new AgentTerminationException();
    }
    try {
      return cycle();
    } catch (final RuntimeException | Error e) {
      // What a half-done cycle left behind must not decide anything any more.
      hasFailed = true;
      fatalErrors.onFatalError("the broker's duty cycle failed", e);
      throw new AgentTerminationException(e);
    }
  }

  private int cycle() {
    final long nowNs = clock.nanoTime();
    core.begin(nowNs, epochClock.nanoTime());
    final long appendsBefore = core.appendCount();
    int work = transport.invoke(nowNs);
    work += transport.pollPeers(core.peers(), PEER_FRAGMENT_LIMIT);
    int traffic = transport.pollClients(core.clients(), CLIENT_FRAGMENT_LIMIT);
    if (isHandingOver && core.handOver()) {
      handedOver.complete(null);
    }
    traffic += core.finish();
    work += metrics.doWork();
    if (core.peersVersion() != peersVersion) {
      peersVersion = core.peersVersion();
      transport.peers(addresses(core.peerAddresses()));
    }
    if (traffic > 0 || core.appendCount() != appendsBefore) {
      trafficListener.accept(nowNs);
    }
    // What a timer had said, a heartbeat or a vote, must not wait for the end of a sleep.
    return work + traffic + (transport.hasUnsent() ? 1 : 0);
  }

  private static List<PeerAddress> addresses(List<ClusterMember> members) {
    return members.stream()
        .map(member -> new PeerAddress(member.id(), member.host(), member.peerPort()))
        .toList();
  }

  @Override
  public void onClose() {
    if (isKilled) {
      transport.abandon();
      core.abandon();
      return;
    }
    if (!hasFailed) {
      core.close();
    }
    transport.close();
  }

  @Override
  public String roleName() {
    return "rafthold-broker";
  }
}
