package io.rafthold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.NewTopic;
import io.rafthold.client.TopicPartition;
import io.rafthold.embedded.EmbeddedBroker;
import org.junit.jupiter.api.Test;

class PriceFeedTest {
  private static final TopicPartition PRICES = new TopicPartition("prices", 0);
  private static final int INSTRUMENTS = 10;
  private static final int PUBLISHED = 1000;
  private static final long BOUND_NS = 60_000_000_000L;

  @Test
  void givesTheLastPriceOfEach() {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.client().admin().createTopic(new NewTopic(PRICES.topic(), 1).withReplicas(1));
      try (PriceFeed feed = new PriceFeed(broker.bootstrap(), PRICES)) {
        final long startNs = System.nanoTime();
        int published = 0;
        while (feed.price(INSTRUMENTS - 1) != PUBLISHED - 1) {
          if (published < PUBLISHED && feed.publish(published % INSTRUMENTS, published)) {
            published++;
          }
          feed.step();
          assertThat(System.nanoTime() - startNs).isLessThan(BOUND_NS);
        }
        for (int i = 0; i < INSTRUMENTS; i++) {
          assertThat(feed.price(i)).isEqualTo(PUBLISHED - INSTRUMENTS + i);
        }
        assertThat(feed.price(INSTRUMENTS)).isEqualTo(PriceFeed.NO_PRICE);
      }
    }
  }
}
