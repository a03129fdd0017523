package io.rafthold.bench.floor;

import io.rafthold.bench.rig.Latencies;
import io.rafthold.client.transport.Doze;
import io.rafthold.client.transport.TrafficIdleStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Threads that pass one datagram around, as a client, a leader and its followers do, beside threads
 * that only compute: what a way of waiting is worth on this machine.
 */
public final class WaitRing {
  private static final int MESSAGE_BYTES = 256;
  private static final long SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How a thread waits for its datagram. */
  public enum Waiting {
    /** It lets others run, and looks again. */
    YIELDING,
    /** It sleeps in the kernel until the datagram is there. */
    SLEEPING,
    /** As Rafthold's threads do in the profile compact. */
    BY_TRAFFIC
  }

  private final Waiting waiting;
  private final List<Node> nodes = new ArrayList<>();
  private volatile boolean isOver;

  private WaitRing(Waiting waiting) {
    this.waiting = waiting;
  }

  /**
   * Measures rounds of the datagram.
   *
   * @param waiting how the threads of the ring wait
   * @param size threads of the ring, the calling one among them
   * @param busy threads that compute
   * @param durationNs how long it is passed around
   * @return what the rounds took
   */
  public static Latencies measure(Waiting waiting, int size, int busy, long durationNs)
      throws IOException, InterruptedException {
    return new WaitRing(waiting).run(size, busy, durationNs);
  }

  private Latencies run(int size, int busy, long durationNs)
      throws IOException, InterruptedException {
    final List<Thread> threads = new ArrayList<>();
    try {
      for (int i = 0; i < size; i++) {
        nodes.add(new Node());
      }
      for (int i = 1; i < size; i++) {
        final Node node = nodes.get(i);
        final SocketAddress next = nodes.get((i + 1) % size).address();
        threads.add(new Thread(() -> node.passOn(next), "ring-" + i));
      }
      for (int i = 0; i < busy; i++) {
        threads.add(new Thread(this::compute, "busy-" + i));
      }
      threads.forEach(Thread::start);
      return rounds(durationNs);
    } finally {
      isOver = true;
      for (final Thread thread : threads) {
        thread.join();
      }
      for (final Node node : nodes) {
        node.close();
      }
    }
  }

  private Latencies rounds(long durationNs) throws IOException {
    final Latencies latencies = new Latencies();
    final Node first = nodes.get(0);
    final SocketAddress next = nodes.get(1).address();
    final long startNs = System.nanoTime();
    long sentNs = startNs;
    while (sentNs - startNs < durationNs) {
      first.send(next);
      first.receive();
      final long nowNs = System.nanoTime();
      latencies.record(nowNs - sentNs);
      sentNs = nowNs;
    }
    return latencies;
  }

  private void compute() {
    while (!isOver) {
      Thread.onSpinWait();
    }
  }

  /** A thread's socket. */
  private final class Node implements Doze, AutoCloseable {
    private final DatagramChannel socket = DatagramChannel.open();
    private final Selector selector = Selector.open();
    private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
    private final TrafficIdleStrategy byTraffic = new TrafficIdleStrategy(this);

    Node() throws IOException {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ);
    }

    SocketAddress address() throws IOException {
      return socket.getLocalAddress();
    }

    void passOn(SocketAddress next) {
      try {
        while (receive()) {
          send(next);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("a datagram was not passed on", e);
      }
    }

    void send(SocketAddress next) throws IOException {
      message.clear();
      socket.send(message, next);
    }

    /** Waits for the datagram; returns false where the ring has ended instead. */
    boolean receive() throws IOException {
      message.clear();
      while (socket.receive(message) == null) {
        if (isOver) {
          return false;
        }
        await();
      }
      return true;
    }

    @SuppressWarnings("ThreadPriorityCheck") // What yielding costs is the question.
    private void await() {
      switch (waiting) {
        case YIELDING -> Thread.yield();
        case SLEEPING -> sleep(SLEEP_NS);
        case BY_TRAFFIC -> {
          byTraffic.onTraffic(System.nanoTime());
          byTraffic.idle();
        }
      }
    }

    @Override
    public boolean isOver() {
      return select(0) > 0;
    }

    @Override
    public void sleep(long timeoutNs) {
      final int unused = select(TimeUnit.NANOSECONDS.toMillis(timeoutNs));
    }

    @Override
    public void wake() {
      selector.wakeup();
    }

    private int select(long timeoutMs) {
      try {
        return timeoutMs == 0
            ? selector.selectNow(key -> {})
            : selector.select(key -> {}, timeoutMs);
      } catch (IOException e) {
        throw new UncheckedIOException("a socket cannot be waited for", e);
      }
    }

    @Override
    public void close() throws IOException {
      selector.close();
      socket.close();
    }
  }
}
