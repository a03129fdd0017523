package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Subscription;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On the real sockets of a media driver. What a sleep was ended by shows by its end alone. */
@Timeout(60)
class DatagramWaitTest {
  private static final String HOST = "127.0.0.1";
  private static final long SEED = 20_261_122L;
  private static final int CALLS = 1_000;
  private static final long LONGEST_DELAY_NS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long FOR_EVER_NS = TimeUnit.HOURS.toNanos(1);

  @TempDir private Path base;
  private AeronDriver driver;
  private Subscription subscription;

  @BeforeEach
  void listen() {
    driver =
        AeronDriver.launch(
            new DriverSettings(
                "test",
                base.resolve("driver"),
                true,
                DriverThreads.INVOKED,
                Mtu.AUTOMATIC,
                TimeUnit.SECONDS.toNanos(5),
                0,
                16,
                1 << 20,
                false,
                List.of()),
            error -> {});
    subscription = driver.aeron().addSubscription("aeron:udp?endpoint=" + HOST + ":0", 1);
    while (subscription.tryResolveChannelEndpointPort() == null) {
      driver.invoke();
    }
    takeInAll();
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void aDatagramEndsTheWaitUntilTheDriverHasTakenItIn() throws IOException {
    assertThat(driver.doze().isOver()).isFalse();

    send();

    driver.doze().sleep(FOR_EVER_NS);
    assertThat(driver.doze().isOver()).isTrue();
    takeInAll();
    assertThat(driver.doze().isOver()).isFalse();
  }

  @Test
  void whatComesBehindALookInVainIsTakenInByTheNextCycle() throws IOException {
    assertThat(driver.doze().isOver()).isFalse();
    final long before = driver.counters().invalidPackets();
    send();

    // Without a wait between: the cycle looks itself.
    while (driver.counters().invalidPackets() == before) {
      driver.invoke();
    }

    assertThat(driver.doze().isOver()).isFalse();
  }

  @Test
  void aCallBeforeTheSleepEndsItAtOnce() {
    driver.doze().wake();

    driver.doze().sleep(FOR_EVER_NS);

    assertThat(driver.doze().isOver()).isFalse();
  }

  @Test
  void aSleepThatNobodyEndsLastsUntilItsTime() {
    final long timeoutNs = TimeUnit.MICROSECONDS.toNanos(9_900);
    final long beginNs = System.nanoTime();

    driver.doze().sleep(timeoutNs);

    assertThat(System.nanoTime() - beginNs).isGreaterThanOrEqualTo(timeoutNs);
  }

  @Test
  void aCallIsHeardOnceWhileAwake() {
    driver.doze().wake();

    assertThat(driver.doze().isOver()).isTrue();
    assertThat(driver.doze().isOver()).isFalse();
  }

  @Test
  @DisplayName("no call of another thread is lost, however it falls on the sleep (seed 20261122)")
  void noCallIsLost() throws InterruptedException {
    final SplittableRandom random = new SplittableRandom(SEED);
    final AtomicInteger turn = new AtomicInteger();
    final Thread caller = new Thread(() -> call(turn, random));
    caller.start();

    for (int i = 1; i <= CALLS; i++) {
      turn.set(i);
      driver.doze().sleep(FOR_EVER_NS);
    }

    caller.join();
  }

  /** Calls once in each turn, now before the sleep and now within it. */
  private void call(AtomicInteger turn, SplittableRandom random) {
    for (int i = 1; i <= CALLS; i++) {
      while (turn.get() < i) {
        Thread.onSpinWait();
      }
      final long calledNs = System.nanoTime() + random.nextLong(LONGEST_DELAY_NS);
      while (System.nanoTime() < calledNs) {
        Thread.onSpinWait();
      }
      driver.doze().wake();
    }
  }

  private void takeInAll() {
    do {
      driver.invoke();
    } while (driver.doze().isOver());
  }

  private void send() throws IOException {
    final String address = subscription.tryResolveChannelEndpointPort();
    final int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    final byte[] bytes = "no frame of Aeron's".getBytes(StandardCharsets.UTF_8);
    final InetAddress host = InetAddress.getLoopbackAddress();
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, 0))) {
      socket.send(new DatagramPacket(bytes, bytes.length, host, port));
    }
  }
}
