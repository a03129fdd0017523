package io.rafthold.bench.system;

import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.logbuffer.Header;
import io.rafthold.bench.rig.Arrivals;
import io.rafthold.bench.rig.MessageStream;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** A client of Aeron Cluster. It has no batches: messages share datagrams, by Aeron's own doing. */
final class AeronClusterStream implements MessageStream {
  private static final long CONNECT_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

  /** A poll of the client takes ten messages: in a window of thousands that is too few a cycle. */
  private static final int MAX_POLLS = 16;

  private final AeronClient client;
  private final AeronCluster cluster;
  private final UnsafeBuffer message;
  private long sent;
  private long acknowledged;
  private Arrivals arrivals;

  /** Connects; the client is this stream's to close. */
  AeronClusterStream(AeronClient client, int[] ports, int sizeBytes) {
    this.client = client;
    message = new UnsafeBuffer(BufferUtil.allocateDirectAligned(sizeBytes, Long.BYTES));
    try {
      cluster =
          AeronCluster.connect(
              new AeronCluster.Context()
                  .aeron(client.aeron())
                  .ownsAeronClient(false)
                  .agentInvoker(client.driverInvoker())
                  .messageTimeoutNs(CONNECT_LIMIT_NS)
                  .ingressChannel("aeron:udp")
                  .ingressEndpoints(AeronClusterNode.ingress(ports))
                  .isIngressExclusive(true)
                  .egressChannel("aeron:udp?endpoint=" + AeronClusterNode.HOST + ":0")
                  .egressListener(this::onAnswer));
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** Returns what the cluster's log calls this stream. */
  long sessionId() {
    return cluster.clusterSessionId();
  }

  @Override
  public boolean offer() {
    message.putLong(0, sent);
    final long result = cluster.offer(message, 0, message.capacity());
    if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
      throw new IllegalStateException("the cluster took no message: code " + result);
    }
    if (result < 0) {
      return false;
    }
    sent++;
    return true;
  }

  @Override
  public int poll(Arrivals listener) {
    arrivals = listener;
    int work = client.invoke();
    for (int i = 0; i < MAX_POLLS; i++) {
      final int answers = cluster.pollEgress();
      work += answers;
      if (answers == 0) {
        break;
      }
    }
    return work;
  }

  private void onAnswer(
      long clusterSessionId,
      long timestamp,
      DirectBuffer buffer,
      int offset,
      int length,
      Header header) {
    final long number = buffer.getLong(offset);
    if (number != acknowledged) {
      throw new IllegalStateException(
          "message " + number + " was answered in the place of " + acknowledged);
    }
    acknowledged++;
    arrivals.onAcknowledged(1);
  }

  @Override
  public IdleStrategy idleStrategy() {
    return CompactIdle.create();
  }

  @Override
  public void close() {
    CloseHelper.closeAll(cluster, client);
  }
}
