package io.rafthold.client.transport;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Sleep of a thread that runs a media driver: it ends when one of the driver's sockets has a
 * datagram, when somebody calls, or when its time is over.
 *
 * <p>The driver takes the datagrams in, but asks only those sockets that have some: one look at all
 * of them by a selector is a system call, where a driver by itself makes one for each socket in
 * each cycle, and nearly all of them find nothing.
 *
 * <p>{@link #wake} is for any thread, the rest for the one that invokes the driver.
 */
final class DatagramWait implements Doze, AutoCloseable {
  private static final long NS_PER_MS = 1_000_000;

  private final Selector selector;
  private boolean hasLooked;
  private volatile boolean isAsleep;
  private volatile boolean isCalled;

  DatagramWait() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for the sockets of the media driver", e);
    }
  }

  /** Has the sockets that a driver opens be waited for, where it runs in the waiting thread. */
  void watchSocketsOf(MediaDriver.Context context) {
    context
        .receiveChannelEndpointSupplier(WatchedReceiver::new)
        .sendChannelEndpointSupplier(WatchedSender::new);
  }

  @Override
  public boolean isOver() {
    if (isCalled) {
      isCalled = false;
      hasLooked = false;
      return true;
    }
    if (!selector.isOpen()) {
      return true;
    }
    try {
      // Only what was found makes another look needless: what was not may be there by then.
      hasLooked = selector.selectNow(DatagramWait::mark) > 0;
      return hasLooked;
    } catch (IOException e) {
      throw new UncheckedIOException("looking for datagrams failed", e);
    }
  }

  /** Marks the sockets that have datagrams, before a cycle of the driver. */
  void look() {
    if (hasLooked) {
      // Just now, while it waited.
      hasLooked = false;
      return;
    }
    try {
      selector.selectNow(DatagramWait::mark);
    } catch (IOException e) {
      throw new UncheckedIOException("looking for datagrams failed", e);
    }
  }

  /** Returns at once where a datagram is there, or somebody has called since the last sleep. */
  @Override
  public void sleep(long timeoutNs) {
    if (!selector.isOpen()) {
      LockSupport.parkNanos(timeoutNs);
      return;
    }
    isAsleep = true;
    try {
      // Behind the mark: who calls later sees it, and who called before it is seen here.
      if (!isCalled) {
        // Rounded up: a wake-up before its time would find nothing and sleep once more.
        final long timeoutMs = Math.max(1, (timeoutNs - 1) / NS_PER_MS + 1);
        selector.select(DatagramWait::mark, timeoutMs);
        // Also where it found nothing: the cycle that follows at once would not find more.
        hasLooked = true;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("waiting for datagrams failed", e);
    } finally {
      isAsleep = false;
      isCalled = false;
    }
  }

  @Override
  public void wake() {
    isCalled = true;
    if (isAsleep) {
      selector.wakeup();
    }
  }

  private static void mark(SelectionKey key) {
    ((Mark) key.attachment()).hasDatagram = true;
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the selector cannot be closed", e);
    }
  }

  private void watch(DatagramChannel socket, Mark mark) {
    try {
      socket.register(selector, SelectionKey.OP_READ, mark);
    } catch (IOException e) {
      throw new UncheckedIOException("a socket of the media driver cannot be waited for", e);
    }
  }

  /** Of a socket: from when a datagram was seen until it was found empty. */
  private static final class Mark {
    private boolean hasDatagram;

    /** Notes what a receive found: null for nothing. */
    InetSocketAddress note(InetSocketAddress source) {
      hasDatagram = source != null;
      return source;
    }
  }

  /** Its key ends with the socket. */
  private final class WatchedReceiver extends ReceiveChannelEndpoint {
    private final Mark mark = new Mark();

    WatchedReceiver(
        UdpChannel channel,
        DataPacketDispatcher dispatcher,
        AtomicCounter status,
        MediaDriver.Context context) {
      super(channel, dispatcher, status, context);
    }

    @Override
    public void openDatagramChannel(AtomicCounter status) {
      super.openDatagramChannel(status);
      watch(receiveDatagramChannel(), mark);
    }

    @Override
    public InetSocketAddress receive(ByteBuffer buffer) {
      return mark.hasDatagram ? mark.note(super.receive(buffer)) : null;
    }
  }

  /** Status messages of receivers come in where a stream goes out. */
  private final class WatchedSender extends SendChannelEndpoint {
    private final Mark mark = new Mark();

    WatchedSender(UdpChannel channel, AtomicCounter status, MediaDriver.Context context) {
      super(channel, status, context);
    }

    @Override
    public void openDatagramChannel(AtomicCounter status) {
      super.openDatagramChannel(status);
      watch(receiveDatagramChannel(), mark);
    }

    @Override
    public InetSocketAddress receive(ByteBuffer buffer) {
      return mark.hasDatagram ? mark.note(super.receive(buffer)) : null;
    }
  }
}
