package io.rafthold.bench.system;

import io.rafthold.bench.rig.Arrivals;
import io.rafthold.bench.rig.MessageStream;
import io.rafthold.client.Codec;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.transport.BrokerLink;
import io.rafthold.client.transport.ClientTransport;
import io.rafthold.client.transport.MessageHandler;
import io.rafthold.client.transport.TrafficIdleStrategy;
import io.rafthold.client.transport.TransportSettings;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A client of the echo, which batches as Rafthold's client does: what is offered while the link or
 * the window is full goes together.
 */
final class EchoStream implements MessageStream {
  private static final String HOST = "127.0.0.1";
  private static final int POLL_LIMIT = 64;

  /** The floor has no smaller batches, and no fewer, than what is to stand near it. */
  private static final ProducerSettings<byte[], byte[]> BATCHES =
      ProducerSettings.builder(Codec.bytes(), Codec.bytes()).build();

  private static final long CONNECT_LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

  private final ClientTransport transport;
  private final BrokerLink link;
  private final TrafficIdleStrategy idle;
  private final MessageHandler onAnswer = this::onAnswer;
  private final int sizeBytes;
  private final UnsafeBuffer message;
  private final UnsafeBuffer open =
      new UnsafeBuffer(BufferUtil.allocateDirectAligned(BATCHES.maxBatchBytes(), Long.BYTES));

  /** How many messages each batch under way holds, the oldest first. */
  private final ArrayDeque<Integer> underWay = new ArrayDeque<>(BATCHES.maxInFlightBatches());

  private int openBytes = EchoNode.HEADER_BYTES;
  private int openMessages;
  private long sequence;
  private long answered;
  private Arrivals arrivals;

  EchoStream(int clientPort, int responsePort, int mtuBytes, int sizeBytes, long kind) {
    this.sizeBytes = sizeBytes;
    message = new UnsafeBuffer(BufferUtil.allocateDirectAligned(sizeBytes, Long.BYTES));
    open.putLong(0, kind);
    transport = ClientTransport.launch(TransportSettings.defaults().withMtu(mtuBytes));
    link = transport.connect(HOST, clientPort, responsePort);
    idle = new TrafficIdleStrategy(transport.doze());
    final long startNs = System.nanoTime();
    while (!link.isConnected()) {
      idle.onTraffic(System.nanoTime());
      idle.idle(transport.invoke());
      if (link.isClosed() || System.nanoTime() - startNs > CONNECT_LIMIT_NS) {
        transport.close();
        throw new IllegalStateException("no connection to the echo: " + link.closeReason());
      }
    }
  }

  @Override
  public boolean offer() {
    if (openBytes + sizeBytes > BATCHES.maxBatchBytes()) {
      return false;
    }
    open.putBytes(openBytes, message, 0, sizeBytes);
    openBytes += sizeBytes;
    openMessages++;
    return true;
  }

  @Override
  public int poll(Arrivals listener) {
    arrivals = listener;
    final int work = send() + transport.invoke() + link.poll(onAnswer, POLL_LIMIT);
    if (work > 0 || !underWay.isEmpty()) {
      idle.onTraffic(System.nanoTime());
    }
    return work;
  }

  private int send() {
    if (openMessages == 0 || underWay.size() == BATCHES.maxInFlightBatches()) {
      return 0;
    }
    open.putLong(Long.BYTES, sequence);
    if (!link.offer(open, 0, openBytes)) {
      return 0;
    }
    underWay.add(openMessages);
    sequence++;
    openMessages = 0;
    openBytes = EchoNode.HEADER_BYTES;
    return 1;
  }

  private void onAnswer(DirectBuffer buffer, int position, int length) {
    final long number = buffer.getLong(position + Long.BYTES);
    if (number != answered) {
      throw new IllegalStateException(
          "batch " + number + " was answered in the place of " + answered);
    }
    answered++;
    arrivals.onAcknowledged(underWay.remove());
  }

  @Override
  public IdleStrategy idleStrategy() {
    return idle;
  }

  @Override
  public void close() {
    transport.close();
  }
}
