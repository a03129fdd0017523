package io.rafthold.process;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.RecordMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What was acknowledged at a level whose end may be lost, over many losses: each is held against
 * what is still there, and then written off. Every period of load has a producer of its own, which
 * knows nothing of what came before.
 */
final class Ledger {
  private static final int OUTSTANDING = 256;
  private static final int KEYS = 16;
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1) / 4000;
  private static final Duration DELIVERY_BOUND = Duration.ofSeconds(10);

  private final String bootstrap;
  private final String topic;

  /** Values by offset, by partition; guarded by itself. */
  private final Map<Integer, NavigableMap<Long, String>> acknowledged = new HashMap<>();

  private long acknowledgedCount;
  private long lostCount;
  private long sent;
  private RaftholdClient client;
  private Thread sender;
  private volatile boolean stopped;

  Ledger(String bootstrap, String topic) {
    this.bootstrap = bootstrap;
    this.topic = topic;
  }

  /**
   * What is missing of a partition.
   *
   * @param count records that were acknowledged and are lost
   * @param logEndOffset behind what is there; they are from there on
   */
  record Loss(int partition, long count, long logEndOffset) {}

  /** Begins to load. */
  void open() {
    stopped = false;
    client = RaftholdClient.builder().bootstrap(bootstrap).clientName("ledger").build();
    final Producer<String, String> producer =
        client.newProducer(
            ProducerSettings.builder(Codec.string(), NumberedText.INSTANCE)
                .deliveryTimeout(DELIVERY_BOUND)
                .build());
    sender = new Thread(() -> send(producer), "ledger-" + topic);
    sender.start();
  }

  private void send(Producer<String, String> producer) {
    final Semaphore outstanding = new Semaphore(OUTSTANDING);
    try {
      long nextNs = System.nanoTime();
      while (!stopped) {
        final long earlyNs = nextNs - System.nanoTime();
        if (earlyNs > 0) {
          LockSupport.parkNanos(earlyNs);
        } else if (outstanding.tryAcquire(10, TimeUnit.MILLISECONDS)) {
          nextNs += INTERVAL_NS;
          final String value = topic + "-" + sent++;
          final CompletableFuture<RecordMetadata> unused =
              producer
                  .send(new ProducerRecord<>(topic, "key-" + sent % KEYS, value))
                  .whenComplete(
                      (metadata, failure) -> {
                        if (failure == null) {
                          acknowledged(metadata, value);
                        }
                        outstanding.release();
                      });
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final RaftholdException closed) {
      if (!stopped) {
        throw closed;
      }
    }
  }

  private void acknowledged(RecordMetadata metadata, String value) {
    synchronized (acknowledged) {
      acknowledged
          .computeIfAbsent(metadata.partition(), partition -> new TreeMap<>())
          .put(metadata.offset(), value);
      acknowledgedCount++;
    }
  }

  long acknowledgedCount() {
    synchronized (acknowledged) {
      return acknowledgedCount;
    }
  }

  long lostCount() {
    return lostCount;
  }

  /** Waits until so many more records are acknowledged than now. */
  void awaitMore(int records, Duration bound) {
    final long target = acknowledgedCount() + records;
    Await.until(
        "records of " + topic + " acknowledged: " + target,
        bound,
        () -> acknowledgedCount() >= target);
  }

  /** Ends the load; what has no answer yet gets none. */
  void close() throws InterruptedException {
    stopped = true;
    if (client != null) {
      client.close();
      sender.join();
      client = null;
    }
  }

  /**
   * Reads all there is, and writes off what is lost.
   *
   * @throws AssertionError where what is missing of a partition is not its end
   */
  List<Loss> settle() {
    final Map<Integer, Map<Long, String>> found = read();
    final List<Loss> losses = new ArrayList<>();
    synchronized (acknowledged) {
      acknowledged.forEach(
          (partition, values) -> {
            final Loss loss =
                settle(partition, values, found.getOrDefault(partition, new HashMap<>()));
            if (loss.count() > 0) {
              losses.add(loss);
            }
            lostCount += loss.count();
          });
    }
    return losses;
  }

  private static Loss settle(
      int partition, NavigableMap<Long, String> values, Map<Long, String> found) {
    final List<Long> lost = new ArrayList<>();
    values.forEach(
        (offset, value) -> {
          if (!value.equals(found.get(offset))) {
            lost.add(offset);
          } else if (!lost.isEmpty()) {
            throw new AssertionError(
                "partition " + partition + " lost " + lost.get(0) + " and still has " + offset);
          }
        });
    lost.forEach(values::remove);
    return new Loss(partition, lost.size(), found.size());
  }

  private Map<Integer, Map<Long, String>> read() {
    final Map<Integer, Map<Long, String>> found = new HashMap<>();
    try (RaftholdClient reading = RaftholdClient.builder().bootstrap(bootstrap).build();
        Reader<String, String> reader =
            reading.newReader(new ReaderSettings<>(Codec.string(), NumberedText.INSTANCE, topic))) {
      for (final ConsumerRecord<String, String> record : reader) {
        found
            .computeIfAbsent(record.partition(), partition -> new HashMap<>())
            .put(record.offset(), record.value());
      }
    }
    return found;
  }
}
