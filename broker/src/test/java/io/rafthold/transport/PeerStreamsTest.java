package io.rafthold.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FrameDescriptor;
import io.rafthold.client.transport.Channels;
import io.rafthold.client.transport.Mtu;
import io.rafthold.server.LoopbackPorts;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerStreamsTest {
  private static final int SMALL_TERM = 64 * 1024;
  private static final long SHORT_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(600);
  private static final int BROKERS = 3;

  private final int[] ports = LoopbackPorts.runs(3 * BROKERS, 1);
  private final int[] peerPorts = {ports[0], ports[1], ports[2]};
  private final TestNode[] nodes = new TestNode[BROKERS];
  private final Drive drive = new Drive(() -> drive(0), () -> drive(1), () -> drive(2));

  @AfterEach
  void stop() {
    for (final TestNode node : nodes) {
      if (node != null) {
        node.close();
      }
    }
  }

  private BrokerTransportSettings.Builder settings(int self) {
    return TestNode.settings(self, ports[BROKERS + self], peerPorts)
        .responsePort(ports[2 * BROKERS + self]);
  }

  private void drive(int node) {
    if (nodes[node] != null) {
      nodes[node].drive();
    }
  }

  private boolean offer(int from, int to, byte[] message) {
    return nodes[from].transport.peerLink().offer(to, new UnsafeBuffer(message), 0, message.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1408, 8192, 65_408, Mtu.MAX_BYTES})
  void messagesOfAllLengthsPassBetweenAllPairs(int mtuBytes) {
    for (int i = 0; i < BROKERS; i++) {
      nodes[i] = new TestNode(settings(i).mtu(mtuBytes).build());
    }
    final int payload = mtuBytes - 32;
    final int limit = nodes[0].transport.peerLink().maxMessageLength();
    for (final int length : new int[] {1, payload - 1, payload, payload + 1, 1 << 20, limit}) {
      final byte[] message = Patterns.of(length);
      for (int from = 0; from < BROKERS; from++) {
        for (int to = 0; to < BROKERS; to++) {
          if (from != to) {
            pass(from, to, message);
          }
        }
      }
    }
    assertThatThrownBy(() -> offer(0, 1, new byte[limit + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(limit + 1));
  }

  @Test
  void aBrokerThatIsNoPeerIsLikeOneThatIsDown() {
    nodes[0] = new TestNode(settings(0).build());
    final long before = nodes[0].transport.counters().toPeers().notConnected();
    assertThat(offer(0, 7, new byte[1])).isFalse();
    assertThat(nodes[0].transport.counters().toPeers().notConnected()).isEqualTo(before + 1);
  }

  @Test
  void peersComeAndGoWhileOthersStay() {
    for (int i = 0; i < BROKERS; i++) {
      nodes[i] = new TestNode(settings(i).build());
    }
    pass(0, 1, Patterns.of(100));
    pass(0, 2, Patterns.of(100));
    final PeerAddress first = new PeerAddress(1, "127.0.0.1", peerPorts[1]);

    nodes[0].transport.peers(List.of(first));

    assertThat(offer(0, 2, new byte[1])).isFalse();
    assertThat(nodes[0].transport.isPeerConnected(1)).isTrue();
    pass(0, 1, Patterns.of(200));

    nodes[0].transport.peers(List.of(first, new PeerAddress(7, "127.0.0.1", peerPorts[2])));
    nodes[2].fromPeers.clear();
    final byte[] message = Patterns.of(300);
    drive.until("offered to the new one", () -> offer(0, 7, message));
    drive.until("received by the new one", () -> !nodes[2].fromPeers.isEmpty());
    assertThat(nodes[2].fromPeers.get(0)).isEqualTo(message);
  }

  @Test
  void aPeerThatMovesIsReachedAtItsNewPlace() {
    for (int i = 0; i < BROKERS; i++) {
      nodes[i] = new TestNode(settings(i).build());
    }
    pass(0, 1, Patterns.of(100));

    nodes[0].transport.peers(List.of(new PeerAddress(1, "127.0.0.1", peerPorts[2])));
    final byte[] message = Patterns.of(200);
    drive.until("offered", () -> offer(0, 1, message));
    drive.until("received", () -> !nodes[2].fromPeers.isEmpty());

    assertThat(nodes[2].fromPeers.get(0)).isEqualTo(message);
  }

  @Test
  void aStreamWithAMessageThatDoesNotEndIsTurnedAway() {
    nodes[0] = new TestNode(settings(0).peerTermLength(SMALL_TERM).build());
    final BufferClaim claim = new BufferClaim();
    try (Aeron aeron =
        Aeron.connect(
            new Aeron.Context().aeronDirectoryName(nodes[0].transport.aeronDirectory()))) {
      final long id =
          aeron.asyncAddExclusivePublication(
              "aeron:udp?term-length=64k|endpoint=127.0.0.1:" + peerPorts[0],
              Channels.PEER_STREAM_ID);
      drive.until("opened", () -> aeron.getExclusivePublication(id) != null);
      final ExclusivePublication stranger = aeron.getExclusivePublication(id);
      for (int i = 0; i < 10; i++) {
        drive.until("claimed", () -> stranger.tryClaim(1000, claim) > 0);
        claim.flags(i == 0 ? FrameDescriptor.BEGIN_FRAG_FLAG : (byte) 0).commit();
      }
      drive.until("turned away", () -> nodes[0].transport.counters().refusedPeerStreams() == 1);
    }
    assertThat(nodes[0].fromPeers).isEmpty();
  }

  private void pass(int from, int to, byte[] message) {
    nodes[to].fromPeers.clear();
    drive.until("offered " + message.length, () -> offer(from, to, message));
    drive.until("received " + message.length, () -> !nodes[to].fromPeers.isEmpty());
    assertThat(nodes[to].fromPeers.get(0)).isEqualTo(message);
  }

  @Test
  void aPeerThatDoesNotKeepUpIsRefusedAndServedAgainLater() {
    for (int i = 0; i < 2; i++) {
      nodes[i] = new TestNode(settings(i).peerTermLength(SMALL_TERM).build());
    }
    drive.until("connected", () -> nodes[0].transport.isPeerConnected(1));
    nodes[1].polls = false;
    final byte[] message = Patterns.of(1000);
    final int[] taken = new int[1];
    drive.until(
        "refused",
        () -> {
          final boolean isTaken = offer(0, 1, message);
          taken[0] += isTaken ? 1 : 0;
          return !isTaken;
        });
    assertThat(nodes[0].transport.counters().toPeers().backPressured()).isPositive();
    assertThat(taken[0]).isPositive();
    nodes[1].polls = true;
    drive.until("caught up", () -> nodes[1].fromPeers.size() == taken[0]);
    drive.until("served again", () -> offer(0, 1, message));
    drive.until("received", () -> nodes[1].fromPeers.size() == taken[0] + 1);
    assertThat(nodes[1].fromPeers.get(taken[0])).isEqualTo(message);
  }

  @Test
  void nobodyIsThereAndThenSomebodyIs() {
    nodes[0] = new TestNode(settings(0).build());
    drive.forMillis(50);
    assertThat(offer(0, 1, new byte[1])).isFalse();
    assertThat(nodes[0].transport.counters().toPeers().notConnected()).isPositive();
    nodes[1] = new TestNode(settings(1).build());
    pass(0, 1, Patterns.of(100));
    pass(1, 0, Patterns.of(100));
  }

  @Test
  void aPeerThatRestartsOnItsPortsIsReachedAgain() {
    for (int i = 0; i < 2; i++) {
      nodes[i] = new TestNode(settings(i).linkTimeout(SHORT_TIMEOUT_NS).build());
    }
    pass(0, 1, Patterns.of(100));
    pass(1, 0, Patterns.of(100));
    for (int restart = 0; restart < 2; restart++) {
      nodes[1].close();
      nodes[1] = null;
      drive.until("noticed", () -> !nodes[0].transport.isPeerConnected(1));
      nodes[1] = new TestNode(settings(1).linkTimeout(SHORT_TIMEOUT_NS).build());
      pass(0, 1, Patterns.of(200));
      pass(1, 0, Patterns.of(2000));
    }
  }

  @Test
  void whatWaitedForAPeerThatStayedAwayIsNotSentToItLater() {
    for (int i = 0; i < 2; i++) {
      nodes[i] = new TestNode(settings(i).linkTimeout(SHORT_TIMEOUT_NS).build());
    }
    pass(0, 1, Patterns.of(100));
    nodes[1].polls = false;
    final Drive alone = new Drive(() -> drive(0));
    final byte[] stale = Patterns.of(50_000);
    for (int i = 0; i < 10; i++) {
      alone.until("stale message is taken", () -> offer(0, 1, stale));
    }
    alone.until("noticed", () -> !nodes[0].transport.isPeerConnected(1));
    alone.forMillis(2 * TimeUnit.NANOSECONDS.toMillis(SHORT_TIMEOUT_NS));
    nodes[1].close();
    nodes[1] = new TestNode(settings(1).linkTimeout(SHORT_TIMEOUT_NS).build());
    pass(0, 1, Patterns.of(300));
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    nodes[0] = new TestNode(settings(0).build());
    assertThatThrownBy(() -> new TestNode(settings(0).build()))
        .hasMessageContaining(String.valueOf(peerPorts[0]))
        .hasMessageContaining("another broker");
  }
}
