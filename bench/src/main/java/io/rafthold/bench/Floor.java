package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import io.rafthold.client.transport.BrokerLink;
import io.rafthold.client.transport.ClientTransport;
import io.rafthold.client.transport.TransportSettings;
import io.rafthold.server.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What this machine takes for messages alone, in processes and threads like a cluster's: a round
 * trip between a client and a broker, and one that passes two followers on its way. Nothing that a
 * broker does can be quicker.
 */
final class Floor {
  static final int DEFAULT_MTU_BYTES = 1408;

  private static final int BROKERS = 3;
  private static final int POLL_LIMIT = 16;
  private static final String HOST = "127.0.0.1";
  private static final long ANSWER_LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

  private final int messages;
  private final int warmup;
  private final int sizeBytes;
  private final int mtuBytes;
  private final IdleStrategy idle = CompactIdle.create();
  private long awaited;

  Floor(int messages, int warmup, int sizeBytes, int mtuBytes) {
    this.messages = messages;
    this.warmup = warmup;
    this.sizeBytes = Math.max(sizeBytes, EchoNode.HEADER_BYTES);
    this.mtuBytes = mtuBytes;
  }

  /**
   * Measures both.
   *
   * @return round trips between client and broker, then through a quorum
   */
  List<Latencies> measure() {
    final int[] ports = LoopbackPorts.runs(3 * BROKERS, 1);
    final List<ChildProcess> nodes = new ArrayList<>();
    final Path errors = errorFile();
    try {
      for (int i = 0; i < BROKERS; i++) {
        nodes.add(startNode(i, ports, errors));
      }
      nodes.forEach(node -> node.awaitLine(EchoNode.READY));
      return measureWith(ports[BROKERS], ports[2 * BROKERS]);
    } finally {
      CloseHelper.closeAll(nodes);
      errors.toFile().deleteOnExit();
    }
  }

  private static Path errorFile() {
    try {
      return Files.createTempFile("rafthold-bench-floor-", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChildProcess startNode(int self, int[] ports, Path errors) {
    final List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(self));
    arguments.add(Integer.toString(mtuBytes));
    for (final int port : ports) {
      arguments.add(Integer.toString(port));
    }
    return ChildProcess.start("echo " + self, errors, EchoNode.class.getName(), arguments);
  }

  private List<Latencies> measureWith(int clientPort, int responsePort) {
    try (ClientTransport transport =
        ClientTransport.launch(TransportSettings.defaults().withMtu(mtuBytes))) {
      final BrokerLink link = transport.connect(HOST, clientPort, responsePort);
      final long startNs = System.nanoTime();
      while (!link.isConnected()) {
        transport.invoke();
        if (link.isClosed() || System.nanoTime() - startNs > ANSWER_LIMIT_NS) {
          throw new IllegalStateException("no connection to the echo: " + link.closeReason());
        }
      }
      return List.of(
          roundTrips(transport, link, EchoNode.DIRECT),
          roundTrips(transport, link, EchoNode.QUORUM));
    }
  }

  private Latencies roundTrips(ClientTransport transport, BrokerLink link, long kind) {
    final Latencies latencies = new Latencies();
    final UnsafeBuffer message = new UnsafeBuffer(new byte[sizeBytes]);
    message.putLong(0, kind);
    for (int i = 0; i < warmup + messages; i++) {
      if (i == warmup) {
        latencies.clear();
      }
      awaited = kind * (warmup + (long) messages) + i;
      message.putLong(Long.BYTES, awaited);
      final long startNs = System.nanoTime();
      roundTrip(transport, link, message, startNs);
      latencies.record(System.nanoTime() - startNs);
    }
    return latencies;
  }

  private void roundTrip(
      ClientTransport transport, BrokerLink link, UnsafeBuffer message, long startNs) {
    final long sequence = awaited;
    while (!link.offer(message, 0, sizeBytes)) {
      idle.idle(transport.invoke());
    }
    while (awaited == sequence) {
      final int workCount =
          transport.invoke()
              + link.poll(
                  (buffer, position, length) -> {
                    if (buffer.getLong(position + Long.BYTES) == sequence) {
                      awaited = -1;
                    }
                  },
                  POLL_LIMIT);
      idle.idle(workCount);
      if (System.nanoTime() - startNs > ANSWER_LIMIT_NS) {
        throw new IllegalStateException("the echo did not answer within 10 s");
      }
    }
  }
}
