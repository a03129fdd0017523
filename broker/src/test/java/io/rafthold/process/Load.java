package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.RecordMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * One producer's unbroken load on one topic, with a consumer that follows it, and what became of
 * each record: unique values go in, and what comes out is held against what was acknowledged.
 */
final class Load implements AutoCloseable {
  private static final int OUTSTANDING = 256;
  private static final int KEYS = 16;
  private static final int SHOWN = 3;
  private static final Duration DELIVERY_BOUND = Duration.ofSeconds(60);
  private static final Duration END_BOUND = Duration.ofSeconds(70);

  private final RaftholdClient client;
  private final Tail tail;
  private final Producer<String, String> producer;
  private final String topic;
  private final Semaphore outstanding = new Semaphore(OUTSTANDING);
  private final Map<String, RecordMetadata> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Throwable> failed = new ConcurrentHashMap<>();
  private final AtomicLong sent = new AtomicLong();
  private final Silence silence = new Silence();
  private final Thread sender;
  private final long intervalNs;
  private volatile boolean stopped;

  /** Loads as fast as the cluster takes it. */
  Load(String bootstrap, String topic) {
    this(bootstrap, topic, Integer.MAX_VALUE);
  }

  /** Loads at a steady pace, so that other things get the processor too. */
  Load(String bootstrap, String topic, int recordsPerSecond) {
    this.topic = topic;
    intervalNs = TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
    client = RaftholdClient.builder().bootstrap(bootstrap).clientName("load-" + topic).build();
    producer =
        client.newProducer(
            ProducerSettings.builder(Codec.string(), NumberedText.INSTANCE)
                .deliveryTimeout(DELIVERY_BOUND)
                .build());
    tail = new Tail(bootstrap, topic);
    sender = new Thread(this::send, "load-" + topic);
    sender.start();
  }

  private void send() {
    try {
      final long startNs = System.nanoTime();
      while (!stopped) {
        final long earlyNs = startNs + sent.get() * intervalNs - System.nanoTime();
        if (earlyNs > 0) {
          LockSupport.parkNanos(earlyNs);
        } else if (outstanding.tryAcquire(10, TimeUnit.MILLISECONDS)) {
          final long number = sent.getAndIncrement();
          final String value = topic + "-" + number;
          final CompletableFuture<RecordMetadata> unused =
              producer
                  .send(new ProducerRecord<>(topic, "key-" + number % KEYS, value))
                  .whenComplete((metadata, failure) -> onOutcome(value, metadata, failure));
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void onOutcome(String value, RecordMetadata metadata, Throwable failure) {
    if (failure == null) {
      acknowledged.put(value, metadata);
      silence.onSound(System.nanoTime());
    } else {
      failed.put(value, failure);
    }
    outstanding.release();
  }

  /** Begins to look for the longest time without an acknowledgement. */
  void listen() {
    silence.begin(System.nanoTime());
  }

  /** Returns the longest time without an acknowledgement since {@link #listen}. */
  Duration longestSilence() {
    return Duration.ofNanos(silence.longestNs(System.nanoTime()));
  }

  long acknowledgedCount() {
    return acknowledged.size();
  }

  /** Waits until so many more records are acknowledged than now. */
  void awaitMore(int records, Duration bound) {
    final int target = acknowledged.size() + records;
    Await.until(
        "records of " + topic + " acknowledged: " + target + "; failed: " + failed.size(),
        bound,
        () -> acknowledged.size() >= target);
  }

  /** Ends the load and waits until no record's outcome is open. */
  Load finish() throws InterruptedException {
    stopped = true;
    sender.join(END_BOUND.toMillis());
    assertThat(outstanding.tryAcquire(OUTSTANDING, END_BOUND.toMillis(), TimeUnit.MILLISECONDS))
        .as("every record's outcome is known by its deadline")
        .isTrue();
    return this;
  }

  /** Reads the topic from its beginning to its end and holds it against the acknowledgements. */
  void verify() {
    assertThat(failed.entrySet().stream().limit(SHOWN))
        .as("within a delivery timeout of %s nothing fails; %d did", DELIVERY_BOUND, failed.size())
        .isEmpty();
    final Map<String, ConsumerRecord<String, String>> read = new ConcurrentHashMap<>();
    final Set<String> doubled = new HashSet<>();
    try (Reader<String, String> reader =
        client.newReader(new ReaderSettings<>(Codec.string(), NumberedText.INSTANCE, topic))) {
      for (final ConsumerRecord<String, String> record : reader) {
        if (read.put(record.value(), record) != null) {
          doubled.add(record.value());
        }
      }
    }
    assertThat(doubled.stream().limit(SHOWN)).as("in the topic twice").isEmpty();
    final List<String> lost = new ArrayList<>();
    acknowledged.forEach(
        (value, metadata) -> {
          final ConsumerRecord<String, String> record = read.get(value);
          if (record == null
              || record.partition() != metadata.partition()
              || record.offset() != metadata.offset()) {
            lost.add(value + " acknowledged as " + metadata + ", read as " + record);
          }
        });
    assertThat(lost.stream().limit(SHOWN))
        .as("acknowledged and not read where it should be: %d", lost.size())
        .isEmpty();
    assertThat(read).as("everything read was sent and acknowledged").hasSize(acknowledged.size());
    tail.verify(places(read));
  }

  private static Map<String, String> places(Map<String, ConsumerRecord<String, String>> read) {
    return read.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Tail.place(entry.getValue())));
  }

  @Override
  public void close() {
    stopped = true;
    tail.close();
    client.close();
  }
}
