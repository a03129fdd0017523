package io.rafthold.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.transport.BrokerLink;
import io.rafthold.client.transport.ClientTransport;
import io.rafthold.client.transport.TransportSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ClientSessionsTest {
  @Test
  void clientGetsItsAnswer() {
    final int[] ports = FreePorts.take(3);
    try (TestNode broker =
            new TestNode(TestNode.settings(0, ports[1], ports[0]).responsePort(ports[2]).build());
        ClientTransport client = ClientTransport.launch(TransportSettings.defaults())) {
      broker.echoes = true;
      final BrokerLink link = client.connect("127.0.0.1", ports[1], ports[2]);
      final Drive drive = new Drive(broker::drive, client::invoke);
      drive.until("connected", link::isConnected);
      final byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
      drive.until("sent", () -> link.offer(new UnsafeBuffer(message), 0, message.length));
      final List<byte[]> answers = new ArrayList<>();
      drive.until(
          "answered",
          () ->
              link.poll(
                      (buffer, position, length) ->
                          answers.add(TestNode.bytes(buffer, position, length)),
                      10)
                  > 0);
      assertThat(answers).containsExactly(message);
      link.close();
      drive.until("closed", () -> broker.closed.equals(broker.opened));
    }
  }
}
