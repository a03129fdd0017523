package io.rafthold.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.transport.BrokerLink;
import io.rafthold.client.transport.DriverThreads;
import io.rafthold.client.transport.TransportSettings;
import io.rafthold.server.LoopbackPorts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientSessionsTest {
  private static final int SMALL_TERM = 64 * 1024;
  private static final long SHORT_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(600);
  private static final String HOST = "127.0.0.1";

  private final int[] ports = LoopbackPorts.runs(3, 1);
  private TestNode broker;

  @AfterEach
  void stopBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  private BrokerTransportSettings.Builder settings() {
    return TestNode.settings(0, ports[1], ports[0]).responsePort(ports[2]);
  }

  private TestClient client(TransportSettings settings) {
    return new TestClient(settings, HOST, ports[1], ports[2]);
  }

  private TestClient client() {
    return client(TransportSettings.defaults());
  }

  @ParameterizedTest
  @EnumSource(DriverThreads.class)
  void clientGetsItsAnswerWhoeverRunsTheDriver(DriverThreads threads) {
    broker = new TestNode(settings().threads(threads).build());
    broker.echoes = true;
    try (TestClient client = client()) {
      final Drive drive = new Drive(broker::drive, client::drive);
      drive.until("connected", client.link::isConnected);
      client.send(drive, bytes("hello"));
      drive.until("answered", () -> !client.received.isEmpty());
      assertThat(client.received).containsExactly(bytes("hello"));
    }
  }

  @Test
  void eachOfTwoClientsHearsItsOwnAnswers() {
    broker = new TestNode(settings().build());
    broker.echoes = true;
    try (TestClient one = client();
        TestClient two = client()) {
      final Drive drive = new Drive(broker::drive, one::drive, two::drive);
      drive.until("both", () -> one.link.isConnected() && two.link.isConnected());
      one.send(drive, bytes("one"));
      two.send(drive, bytes("two"));
      drive.until("answers", () -> !one.received.isEmpty() && !two.received.isEmpty());
      drive.forMillis(20);
      assertThat(one.received).containsExactly(bytes("one"));
      assertThat(two.received).containsExactly(bytes("two"));
      assertThat(broker.opened).doesNotHaveDuplicates().hasSize(2);
    }
  }

  @Test
  void messagesAtAndAroundTheirLimitsPassWholeOrNotAtAll() {
    broker = new TestNode(settings().build());
    broker.echoes = true;
    try (TestClient client = client()) {
      final Drive drive = new Drive(broker::drive, client::drive);
      drive.until("connected", client.link::isConnected);
      final int limit = client.link.maxMessageLength();
      assertThat(limit).isEqualTo(2 * 1024 * 1024);
      for (final int length :
          new int[] {1, 8160, 8161, 65_376, 65_377, 1024 * 1024, limit - 1, limit}) {
        final byte[] message = Patterns.of(length);
        client.received.clear();
        client.send(drive, message);
        drive.until("echo of " + length, () -> !client.received.isEmpty());
        assertThat(client.received.get(0)).isEqualTo(message);
      }
      final UnsafeBuffer tooLong = new UnsafeBuffer(new byte[limit + 1]);
      assertThatThrownBy(() -> client.link.offer(tooLong, 0, limit + 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(limit + 1))
          .hasMessageContaining(String.valueOf(limit));
    }
  }

  @Test
  void sessionsCloseAndReopenUnderNewIds() {
    broker = new TestNode(settings().build());
    try (TestClient client = client()) {
      final Drive drive = new Drive(broker::drive, client::drive);
      drive.until("first", () -> broker.opened.size() == 1 && client.link.isConnected());
      client.link.close();
      drive.until("first closed", () -> broker.closed.equals(broker.opened));
      client.connect();
      drive.until("second", () -> broker.opened.size() == 2);
      assertThat(broker.opened).doesNotHaveDuplicates();
      assertThat(broker.transport.sessionCount()).isEqualTo(1);
      assertThat(broker.transport.counters().sessions())
          .isEqualTo(new SessionCounters.Snapshot(2, 1, 0, 0));
    }
  }

  @Test
  void clientSeesABrokerThatRestartsAsClosedAndConnectsAnew() {
    broker = new TestNode(settings().build());
    try (TestClient client = client()) {
      new Drive(broker::drive, client::drive).until("connected", client.link::isConnected);
      broker.close();
      broker = new TestNode(settings().build());
      final Drive drive = new Drive(broker::drive, client::drive);
      drive.until("noticed", client.link::isClosed);
      assertThat(client.link.closeReason()).contains(HOST + ":" + ports[1]);
      client.connect();
      drive.until("connected anew", client.link::isConnected);
    }
  }

  @Test
  void aBrokerThatStopsAnsweringIsGoneAndBothGoOnAfterIt() {
    broker = new TestNode(settings().linkTimeout(SHORT_TIMEOUT_NS).build());
    try (TestClient client =
        client(TransportSettings.defaults().withLinkTimeout(SHORT_TIMEOUT_NS))) {
      final Drive both = new Drive(broker::drive, client::drive);
      both.until("connected", () -> client.link.isConnected() && broker.opened.size() == 1);
      new Drive(client::drive).until("noticed", client.link::isClosed);
      final long first = broker.opened.get(0);
      both.until(
          "connected anew",
          () -> {
            if (client.link.isClosed()) {
              client.connect();
            }
            return client.link.isConnected()
                && broker.opened.size() > 1
                && broker.transport.sessionCount() == 1;
          });
      assertThat(broker.closed).contains(first);
    }
  }

  @Test
  void brokerEndsASession() {
    broker = new TestNode(settings().build());
    try (TestClient client = client()) {
      final Drive drive = new Drive(broker::drive, client::drive);
      broker.onClientMessage = message -> broker.transport.clientLink().close(broker.opened.get(0));
      drive.until("connected", client.link::isConnected);
      client.send(drive, bytes("nonsense"));
      drive.until("closed", () -> client.link.isClosed() && !broker.closed.isEmpty());
      assertThat(broker.transport.clientLink().offer(1, new UnsafeBuffer(new byte[1]), 0, 1))
          .isFalse();
    }
  }

  @Test
  void aClientBeyondTheLimitIsToldSo() {
    broker = new TestNode(settings().maxSessions(1).build());
    try (TestClient first = client();
        TestClient second = client()) {
      final Drive drive = new Drive(broker::drive, first::drive);
      drive.until("first", first.link::isConnected);
      new Drive(broker::drive, first::drive, second::drive)
          .until("second refused", second.link::isClosed);
      assertThat(second.link.closeReason()).contains("limit of 1 sessions");
      assertThat(first.link.isConnected()).isTrue();
      assertThat(broker.opened).hasSize(1);
      assertThat(broker.transport.counters().sessions().refused()).isEqualTo(1);
    }
  }

  @Test
  void aClientWithLongerTermsThanTheBrokersIsToldSo() {
    broker = new TestNode(settings().clientTermLength(SMALL_TERM).build());
    try (TestClient client = client()) {
      new Drive(broker::drive, client::drive).until("refused", client.link::isClosed);
      assertThat(client.link.closeReason()).contains("term length 16777216", "65536");
    }
  }

  @Test
  void aSlowClientBlocksItselfAlone() {
    broker = new TestNode(settings().clientTermLength(SMALL_TERM).build());
    final TransportSettings small = TransportSettings.defaults().withTermLength(SMALL_TERM);
    try (TestClient slow = client(small)) {
      final Drive first = new Drive(broker::drive, slow::drive);
      first.until("slow one", () -> broker.opened.size() == 1 && slow.link.isConnected());
      try (TestClient quick = client(small)) {
        final Drive both = new Drive(broker::drive, slow::drive, quick::drive);
        both.until("quick one", () -> broker.opened.size() == 2 && quick.link.isConnected());
        blockTheFirst(slow, quick, both);
      }
    }
  }

  private void blockTheFirst(TestClient slow, TestClient quick, Drive drive) {
    slow.polls = false;
    final byte[] message = Patterns.of(1000);
    final UnsafeBuffer buffer = new UnsafeBuffer(message);
    final int[] taken = new int[1];
    drive.until(
        "back-pressure",
        () -> {
          if (broker.transport.clientLink().offer(broker.opened.get(0), buffer, 0, 1000)) {
            taken[0]++;
            return false;
          }
          return true;
        });
    drive.until(
        "the quick one is served",
        () -> broker.transport.clientLink().offer(broker.opened.get(1), buffer, 0, 1000));
    drive.until("and hears it", () -> !quick.received.isEmpty());
    assertThat(broker.transport.counters().toClients().backPressured()).isPositive();
    slow.polls = true;
    drive.until("the slow one catches up", () -> slow.received.size() == taken[0]);
    assertThat(slow.received).allMatch(received -> Arrays.equals(received, message));
    drive.until(
        "and is served again",
        () -> broker.transport.clientLink().offer(broker.opened.get(0), buffer, 0, 1000));
  }

  @Test
  void aNameThatCannotBeResolvedEndsTheLinkWithAReason() {
    try (TestClient client =
        new TestClient(TransportSettings.defaults(), "no-such-host.invalid", 1, 2)) {
      final Drive drive = new Drive(client::drive);
      drive.until("closed", client.link::isClosed);
      assertThat(client.link.closeReason()).contains("no-such-host.invalid");
      final BrokerLink link = client.link;
      assertThat(link.offer(new UnsafeBuffer(new byte[1]), 0, 1)).isFalse();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
