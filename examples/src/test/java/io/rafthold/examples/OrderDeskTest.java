package io.rafthold.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.OutcomeUnknownException;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.embedded.EmbeddedCluster;
import io.rafthold.embedded.junit.RaftholdExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrderDeskTest {
  private static final int DESKS = 3;
  private static final int ORDERS = 20;

  @RegisterExtension static final RaftholdExtension RAFTHOLD = RaftholdExtension.cluster(3);

  @Test
  void anOrderGoesItsWayAndNoOther(RaftholdClient client) {
    client.admin().createTopic(new NewTopic("orders", 1).withReplicas(3));
    try (OrderDesk desk = new OrderDesk(client, "orders");
        OrderDesk other = new OrderDesk(client, "orders")) {
      desk.record("a", OrderEvent.PLACED, OrderEvent.PAID);
      other.record("a", OrderEvent.SHIPPED);

      assertThatIllegalStateException()
          .isThrownBy(() -> desk.record("a", OrderEvent.CANCELLED))
          .withMessage("order a cannot be CANCELLED: it is SHIPPED");
      assertThatIllegalStateException().isThrownBy(() -> desk.record("b", OrderEvent.PAID));
      assertThat(desk.state("a")).isEqualTo(OrderEvent.SHIPPED);
      assertThat(desk.state("b")).isNull();
    }
  }

  @Test
  void ofDesksThatCompeteOneWinsEachOrder(EmbeddedCluster cluster, RaftholdClient client) {
    client.admin().createTopic(new NewTopic("contested", 1).withReplicas(3));
    final AtomicInteger won = new AtomicInteger();
    final AtomicInteger unknown = new AtomicInteger();
    final ExecutorService executor = Executors.newFixedThreadPool(DESKS);
    try {
      final List<CompletableFuture<Void>> desks = new ArrayList<>();
      for (int i = 0; i < DESKS; i++) {
        desks.add(CompletableFuture.runAsync(() -> placeAll(client, won, unknown), executor));
      }
      cluster.kill(cluster.leaderOf("contested", 0));
      desks.forEach(CompletableFuture::join);
    } finally {
      executor.shutdown();
      for (int id = 0; id < cluster.size(); id++) {
        if (!cluster.isRunning(id)) {
          cluster.restart(id);
        }
      }
    }

    assertThat(placed(client)).hasSize(ORDERS).doesNotHaveDuplicates();
    assertThat(won.get()).isBetween(ORDERS - unknown.get(), ORDERS);
  }

  private static List<String> placed(RaftholdClient client) {
    final List<String> placed = new ArrayList<>();
    try (Reader<String, OrderEvent> reader =
        client.newReader(new ReaderSettings<>(Codec.string(), OrderEvent.codec(), "contested"))) {
      reader.forEach(record -> placed.add(record.key()));
    }
    return placed;
  }

  /** Tries to place each order; another desk may have, or this one without hearing of it. */
  private static void placeAll(RaftholdClient client, AtomicInteger won, AtomicInteger unknown) {
    try (OrderDesk desk = new OrderDesk(client, "contested")) {
      for (int order = 0; order < ORDERS; order++) {
        try {
          desk.record("order-" + order, OrderEvent.PLACED);
          won.incrementAndGet();
        } catch (final IllegalStateException placedAlready) {
          // By another desk.
        } catch (final CompletionException failure) {
          assertThat(failure).hasCauseInstanceOf(OutcomeUnknownException.class);
          unknown.incrementAndGet();
        }
      }
    }
  }
}
