package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RequestTimeoutException;
import io.rafthold.client.Start;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A consumer that follows a topic through all that happens to the cluster. What it was once given
 * must stay: offsets without gap or repeat, and in the end the same content as a fresh reading.
 */
final class Tail implements AutoCloseable {
  private static final Duration POLL_BOUND = Duration.ofMillis(100);
  private static final Duration END_BOUND = Duration.ofSeconds(30);

  private final RaftholdClient client;
  private final Map<Integer, Long> nextOffsets = new ConcurrentHashMap<>();
  private final Map<String, String> places = new ConcurrentHashMap<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final Thread poller;
  private volatile boolean stopped;

  Tail(String bootstrap, String topic) {
    client = RaftholdClient.builder().bootstrap(bootstrap).clientName("tail-" + topic).build();
    // The topic is looked up before anything happens to the cluster.
    final Consumer<String, String> consumer =
        client.newConsumer(new ConsumerSettings<>(Codec.string(), NumberedText.INSTANCE));
    consumer.assign(consumer.partitionsOf(topic), Start.earliest());
    poller = new Thread(() -> follow(consumer), "tail-" + topic);
    poller.start();
  }

  private void follow(Consumer<String, String> consumer) {
    try (consumer) {
      while (!stopped) {
        poll(consumer);
      }
    } catch (final RuntimeException e) {
      if (!stopped) {
        faults.add("the tail ended: " + e);
      }
    }
  }

  private void poll(Consumer<String, String> consumer) {
    try {
      consumer.poll(POLL_BOUND).forEach(this::onRecord);
    } catch (final RequestTimeoutException goesOnTrying) {
      // No leader for a while: polling again is what the contract asks for.
    }
  }

  private void onRecord(ConsumerRecord<String, String> record) {
    final long expected = nextOffsets.getOrDefault(record.partition(), 0L);
    if (record.offset() != expected) {
      faults.add(
          "partition "
              + record.partition()
              + " gave "
              + record.offset()
              + " behind "
              + (expected - 1));
    }
    nextOffsets.put(record.partition(), record.offset() + 1);
    final String place = place(record);
    final String other = places.put(record.value(), place);
    if (other != null) {
      faults.add(record.value() + " came as " + other + " and as " + place);
    }
  }

  static String place(ConsumerRecord<String, String> record) {
    return record.partition() + "@" + record.offset();
  }

  /** Waits until the tail has as many records as were read otherwise, and compares them. */
  void verify(Map<String, String> expectedPlaces) {
    Await.until(
        "the tail has " + expectedPlaces.size() + " records; faults: " + faults,
        END_BOUND,
        () -> places.size() >= expectedPlaces.size() || !faults.isEmpty());
    assertThat(faults).isEmpty();
    assertThat(places.equals(expectedPlaces))
        .as("the tail was given what a fresh reading gives, at the same offsets")
        .isTrue();
  }

  @Override
  public void close() {
    stopped = true;
    client.close();
  }
}
