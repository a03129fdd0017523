package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.RandomLossGenerator;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AeronDriverTest {
  private static final long SEED = 20_260_731L;
  private static final double LOSS_RATE = 0.05;
  private static final int MESSAGES = 20_000;
  private static final int STREAM_ID = 1;
  private static final String HOST = "127.0.0.1";
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path base;

  private DriverSettings settings(String name, boolean isEmbedded) {
    return settings(name, isEmbedded, DriverThreads.INVOKED, List.of());
  }

  private DriverSettings settings(
      String name, boolean isEmbedded, DriverThreads threads, List<Runnable> starts) {
    return new DriverSettings(
        "test",
        base.resolve(name),
        isEmbedded,
        threads,
        Mtu.AUTOMATIC,
        TimeUnit.SECONDS.toNanos(5),
        0,
        16,
        1 << 20,
        false,
        starts);
  }

  @Test
  @DisplayName("messages arrive whole and in order under 5 % loss (seed 20260731)")
  void lossIsMended() throws SocketException {
    final Consumer<MediaDriver.Context> lossy =
        context ->
            context.receiveChannelEndpointSupplier(
                (channel, dispatcher, status, driverContext) ->
                    new DebugReceiveChannelEndpoint(
                        channel,
                        dispatcher,
                        status,
                        driverContext,
                        new RandomLossGenerator(LOSS_RATE, SEED),
                        new RandomLossGenerator(LOSS_RATE, SEED + 1)));
    final int port = freePort();
    try (AeronDriver sender =
            AeronDriver.launch(settings("sender", true), error -> {}, context -> {});
        AeronDriver receiver = AeronDriver.launch(settings("receiver", true), error -> {}, lossy);
        Subscription subscription =
            receiver.aeron().addSubscription(Channels.listening(HOST, port), STREAM_ID)) {
      final OutboundStream stream = stream(sender, port);
      final UnsafeBuffer message = new UnsafeBuffer(new byte[256]);
      final int[] sent = new int[1];
      final long[] expected = new long[1];
      until(
          () -> {
            sender.invoke();
            receiver.invoke();
            stream.progress();
            message.putLong(0, sent[0]);
            if (sent[0] < MESSAGES && stream.offer(message, 0, message.capacity())) {
              sent[0]++;
            }
            subscription.poll(
                (buffer, offset, length, header) ->
                    assertThat(buffer.getLong(offset)).isEqualTo(expected[0]++),
                64);
            return expected[0] == MESSAGES;
          });
      assertThat(receiver.counters().naksSent()).isPositive();
      assertThat(sender.counters().retransmitsSent()).isPositive();
      stream.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsThreadsStartAsToldTo(DriverThreads threads) throws InterruptedException {
    final Set<Thread> started = ConcurrentHashMap.newKeySet();
    final CountDownLatch all = new CountDownLatch(threads.count());
    final Runnable start =
        () -> {
          started.add(Thread.currentThread());
          all.countDown();
        };

    try (AeronDriver driver =
        AeronDriver.launch(
            settings("threads", true, threads, Collections.nCopies(threads.count(), start)),
            error -> {})) {
      assertThat(driver.usableBytes()).isPositive();
      assertThat(all.await(LIMIT_NS, TimeUnit.NANOSECONDS)).isTrue();
    }
    assertThat(started).hasSize(threads.count());
    assertThatThrownBy(() -> settings("threads", true, threads, Collections.nCopies(4, start)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 starts for " + threads.count() + " threads");
  }

  @Test
  void anExternalDriverIsUsedAndItsEndIsNoticed() throws SocketException {
    final MediaDriver.Context context =
        new MediaDriver.Context()
            .aeronDirectoryName(base.resolve("external").toString())
            .dirDeleteOnShutdown(true);
    final MediaDriver external = MediaDriver.launch(context);
    try (AeronDriver driver = AeronDriver.launch(settings("external", false), error -> {})) {
      final OutboundStream stream = stream(driver, freePort());
      until(
          () -> {
            driver.invoke();
            return stream.progress();
          });
      assertThat(stream.isConnected()).isFalse();
      external.close();
      assertThatThrownBy(
              () ->
                  until(
                      () -> {
                        driver.invoke();
                        return false;
                      }))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("media driver is gone");
    }
  }

  @Test
  void aDirectoryThatIsInUseIsNotTaken() {
    try (AeronDriver first = AeronDriver.launch(settings("same", true), error -> {})) {
      assertThat(first.aeronDirectory()).startsWith(base.resolve("same").toString());
      assertThatThrownBy(() -> AeronDriver.launch(settings("same", true), error -> {}))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("in use");
      assertThat(first.invoke()).isNotNegative();
    }
    assertThat(Files.exists(base.resolve("same"))).isFalse();
  }

  private static OutboundStream stream(AeronDriver driver, int port) {
    final int termLengthBytes = 1 << 20;
    return new OutboundStream(
        driver.aeron(),
        Channels.sending(HOST, port, termLengthBytes, Mtu.AUTOMATIC).build(),
        STREAM_ID,
        Channels.maxMessageLength(termLengthBytes),
        new OfferCounters());
  }

  private static int freePort() throws SocketException {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return socket.getLocalPort();
    }
  }

  private static void until(BooleanSupplier step) {
    final long startNs = System.nanoTime();
    while (!step.getAsBoolean()) {
      if (System.nanoTime() - startNs > LIMIT_NS) {
        throw new AssertionError("not within 60 s");
      }
    }
  }
}
