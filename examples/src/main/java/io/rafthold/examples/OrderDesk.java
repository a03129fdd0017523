package io.rafthold.examples;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.OffsetConflictException;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.RecordMetadata;
import io.rafthold.client.Start;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Takes decisions on orders, of which there is nothing but a topic of what happened to them (event
 * sourcing). Several desks may work on one topic: a decision is written only where the topic still
 * ends where the desk had read it to. Else somebody else was faster; the desk reads what happened
 * and decides again.
 *
 * <p>For one thread.
 */
public final class OrderDesk implements AutoCloseable {
  private static final int PARTITION = 0;

  private static final Map<OrderEvent, Set<OrderEvent>> FOLLOWS =
      Map.of(
          OrderEvent.PAID, Set.of(OrderEvent.PLACED),
          OrderEvent.SHIPPED, Set.of(OrderEvent.PAID),
          OrderEvent.CANCELLED, Set.of(OrderEvent.PLACED, OrderEvent.PAID));

  private final Map<String, OrderEvent> orders = new HashMap<>();
  private final RaftholdClient client;
  private final String topic;
  private final Producer<String, OrderEvent> producer;
  private long nextOffset;

  /**
   * Opens a desk.
   *
   * @param client stays the caller's
   * @param topic of one partition, which exists
   */
  public OrderDesk(RaftholdClient client, String topic) {
    this.client = client;
    this.topic = topic;
    producer =
        client.newProducer(ProducerSettings.builder(Codec.string(), OrderEvent.codec()).build());
  }

  /**
   * Has one thing after the other happen to an order, all of it or nothing.
   *
   * @param order its name
   * @param events in order
   * @throws IllegalStateException where they cannot happen to the order as it is
   */
  public void record(String order, OrderEvent... events) {
    final List<ProducerRecord<String, OrderEvent>> records =
        Stream.of(events).map(event -> new ProducerRecord<>(topic, order, event)).toList();
    while (true) {
      catchUp();
      check(order, events);
      // begin: expected-offset
      try {
        final List<RecordMetadata> written =
            producer.sendBatch(topic, PARTITION, records, OptionalLong.of(nextOffset)).join();
        orders.put(order, events[events.length - 1]);
        nextOffset = written.get(written.size() - 1).offset() + 1;
        return;
      } catch (final CompletionException failure) {
        if (!(failure.getCause() instanceof OffsetConflictException)) {
          throw failure;
        }
        // Somebody else has written since: read that, and decide again.
      }
      // end: expected-offset
    }
  }

  /**
   * Returns the last thing that happened to an order, as far as this desk has read.
   *
   * @param order its name
   * @return null where nothing did
   */
  public OrderEvent state(String order) {
    return orders.get(order);
  }

  /** Reads what others have written up to now. */
  public void catchUp() {
    final ReaderSettings<String, OrderEvent> rest =
        new ReaderSettings<>(new ConsumerSettings<>(Codec.string(), OrderEvent.codec()), topic)
            .withPartition(PARTITION)
            .withStart(Start.offset(nextOffset));
    try (Reader<String, OrderEvent> reader = client.newReader(rest)) {
      for (final ConsumerRecord<String, OrderEvent> record : reader) {
        orders.put(record.key(), record.value());
        nextOffset = record.offset() + 1;
      }
    }
  }

  private void check(String order, OrderEvent... events) {
    OrderEvent state = orders.get(order);
    for (final OrderEvent event : events) {
      final boolean isPossible =
          event == OrderEvent.PLACED
              ? state == null
              : state != null && FOLLOWS.get(event).contains(state);
      if (!isPossible) {
        throw new IllegalStateException(
            "order " + order + " cannot be " + event + ": it is " + state);
      }
      state = event;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
