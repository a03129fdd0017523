package io.rafthold.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rafthold.client.ClientThreading;
import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.TopicPartition;
import io.rafthold.embedded.EmbeddedCluster;
import io.rafthold.embedded.junit.RaftholdExtension;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TradeTapeTest {
  private static final int TRADES = 5_000;
  private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(60);
  private static final TopicPartition TAPE = new TopicPartition("tape", 0);

  @RegisterExtension static final RaftholdExtension RAFTHOLD = RaftholdExtension.cluster(3);

  private final IdleStrategy idle = new BackoffIdleStrategy();

  @Test
  void eachTradeIsOnTheTapeOnceWhoeverLeads(EmbeddedCluster cluster, RaftholdClient admin) {
    admin.admin().createTopic(new NewTopic(TAPE.topic(), 1).withReplicas(3));
    final long deadlineNs = System.nanoTime() + BOUND_NS;
    try (RaftholdClient client =
            RaftholdClient.builder()
                .bootstrap(cluster.bootstrap())
                .threading(ClientThreading.INVOKER)
                .build();
        TradeTape tape = new TradeTape(client, TAPE)) {
      for (int i = 0; i < TRADES; i++) {
        while (!tape.offer(i % 10, 1_000_000L + i, i)) {
          idle.idle(tape.work());
          assertThat(System.nanoTime()).isLessThan(deadlineNs);
        }
        if (i == TRADES / 2) {
          cluster.kill(cluster.leaderOf(TAPE.topic(), TAPE.partition()));
        }
      }
      while (tape.acknowledged() < TRADES || tape.seen() < TRADES) {
        idle.idle(tape.work());
        assertThat(System.nanoTime()).isLessThan(deadlineNs);
      }
      assertThat(tape.acknowledged()).isEqualTo(TRADES);
      assertThat(tape.volume()).isEqualTo(TRADES * (TRADES - 1L) / 2);
    }
    readsTheSameWithACodec(admin);
  }

  private static void readsTheSameWithACodec(RaftholdClient client) {
    try (Reader<byte[], Trade> reader =
        client.newReader(new ReaderSettings<>(Codec.bytes(), Trade.codec(), TAPE.topic()))) {
      int next = 0;
      for (final var record : reader) {
        assertThat(record.value()).isEqualTo(new Trade(next % 10, 1_000_000L + next, next));
        next++;
      }
      assertThat(next).isEqualTo(TRADES);
    }
  }

  @Test
  void theCodecTakesNothingElse() {
    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
    final Trade trade = new Trade(7, 187_200_000, 100);
    final int length = Trade.codec().encode(trade, buffer, 8);

    assertThat(Trade.codec().decode(buffer, 8, length)).isEqualTo(trade);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trade.codec().decode(buffer, 8, length - 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Trade.codec().decode(buffer, 0, length));
  }
}
