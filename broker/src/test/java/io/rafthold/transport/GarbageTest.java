package io.rafthold.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import io.aeron.protocol.SetupFlyweight;
import io.rafthold.client.transport.TransportSettings;
import io.rafthold.server.LoopbackPorts;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GarbageTest {
  private static final long SEED = 20_260_731L;
  private static final int DATAGRAMS_PER_PORT = 2000;
  private static final int BURST = 50;

  private final int[] ports = LoopbackPorts.runs(3, 1);
  private TestNode broker;
  private TestClient client;
  private Drive drive;

  @BeforeEach
  void connect() {
    broker = new TestNode(TestNode.settings(0, ports[1], ports[0]).responsePort(ports[2]).build());
    broker.echoes = true;
    client = new TestClient(TransportSettings.defaults(), "127.0.0.1", ports[1], ports[2]);
    drive = new Drive(broker::drive, client::drive);
    drive.until("connected", client.link::isConnected);
  }

  @AfterEach
  void stop() {
    client.close();
    broker.close();
  }

  @Test
  @DisplayName("random datagrams (seed 20260731) are counted, dropped and do no harm")
  void randomDatagrams() throws IOException {
    final Random random = new Random(SEED);
    flood(
        (buffer, length) -> {
          final byte[] noise = new byte[length];
          random.nextBytes(noise);
          buffer.putBytes(0, noise);
          // Such a version is no Aeron of today, so that each of them is invalid.
          buffer.putByte(HeaderFlyweight.VERSION_FIELD_OFFSET, (byte) 99);
        },
        random);
    drive.until(
        "nine of ten are counted; the kernel may drop some before",
        () ->
            broker.transport.counters().driver().invalidPackets()
                >= 3L * DATAGRAMS_PER_PORT * 9 / 10);
    stillServes();
  }

  @Test
  @DisplayName("well-formed frames of foreign streams (seed 20260731) open no session")
  void foreignFrames() throws IOException {
    final Random random = new Random(SEED);
    flood(
        (buffer, length) -> {
          buffer.setMemory(0, length, (byte) 0);
          final boolean isSetup = random.nextBoolean();
          buffer.putInt(0, isSetup ? SetupFlyweight.HEADER_LENGTH : length);
          buffer.putShort(
              HeaderFlyweight.TYPE_FIELD_OFFSET,
              (short) (isSetup ? HeaderFlyweight.HDR_TYPE_SETUP : HeaderFlyweight.HDR_TYPE_DATA));
          buffer.putInt(DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET, random.nextInt());
          buffer.putInt(DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET, 1 + random.nextInt(7000));
        },
        random);
    assertThat(broker.opened).hasSize(1);
    assertThat(broker.fromPeers).isEmpty();
    stillServes();
  }

  private void stillServes() {
    final byte[] message = Patterns.of(5000);
    client.send(drive, message);
    drive.until("echo", () -> !client.received.isEmpty());
    assertThat(client.received).containsExactly(message);
    assertThat(client.link.isConnected()).isTrue();
    assertThat(broker.closed).isEmpty();
  }

  private void flood(Filler filler, Random random) throws IOException {
    final byte[] bytes = new byte[1500];
    final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < DATAGRAMS_PER_PORT; i++) {
        for (final int port : ports) {
          final int length = 32 + random.nextInt(bytes.length - 32);
          filler.fill(buffer, length);
          // Every tenth is cut short.
          final int sent = i % 10 == 0 ? random.nextInt(32) : length;
          socket.send(new DatagramPacket(bytes, sent, InetAddress.getLoopbackAddress(), port));
        }
        if (i % BURST == 0) {
          drive.forMillis(2);
        }
      }
    }
    drive.forMillis(50);
  }

  private interface Filler {
    void fill(UnsafeBuffer buffer, int length);
  }
}
