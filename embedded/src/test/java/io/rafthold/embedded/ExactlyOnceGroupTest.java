package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerRecords;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.GroupSettings;
import io.rafthold.client.NewTopic;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RebalanceListener;
import io.rafthold.client.RequestTimeoutException;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members that store their output and the offset behind it in one step, and commit nothing: each
 * record shows once in the output, whatever becomes of the members on the way.
 */
class ExactlyOnceGroupTest {
  private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceGroupTest.class);
  private static final String TOPIC = "bookings";
  private static final int PARTITIONS = 4;
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int STEPS = 60;

  /** Stands for a database: one step stores output and offset, if its writer is the latest. */
  private static final class Store {
    private final List<List<Long>> outputs = new ArrayList<>();
    private final long[] epochs = new long[PARTITIONS];
    private int refusals;

    Store() {
      for (int i = 0; i < PARTITIONS; i++) {
        outputs.add(new ArrayList<>());
      }
    }

    synchronized long nextOffset(int partition, long epoch) {
      epochs[partition] = Math.max(epochs[partition], epoch);
      return outputs.get(partition).size();
    }

    /** Returns false where a later owner has been here. */
    synchronized boolean add(int partition, long epoch, long offset, long output) {
      final List<Long> stored = outputs.get(partition);
      if (epoch < epochs[partition]) {
        refusals++;
        return false;
      }
      assertThat(offset).as("the next offset of partition %d", partition).isEqualTo(stored.size());
      stored.add(output);
      return true;
    }

    synchronized long size(int partition) {
      return outputs.get(partition).size();
    }
  }

  private static final class Worker {
    private final RaftholdClient client;
    private final Consumer<byte[], Long> consumer;
    private final Store store;
    private ConsumerRecords<byte[], Long> inHand = new ConsumerRecords<>(List.of());

    Worker(String bootstrap, Store store) {
      this.store = store;
      client = RaftholdClient.builder().bootstrap(bootstrap).build();
      consumer =
          client.newConsumer(
              new ConsumerSettings<>(Codec.bytes(), Codec.int64())
                  .withMaxPollRecords(100)
                  .withGroup(
                      GroupSettings.of("ledger")
                          .withSessionTimeout(Duration.ofSeconds(2))
                          .withMaxPollInterval(Duration.ofSeconds(2))));
      subscribe();
    }

    private void subscribe() {
      consumer.subscribe(
          List.of(TOPIC),
          new RebalanceListener() {
            @Override
            public void onAssigned(Collection<TopicPartition> partitions) {
              partitions.forEach(Worker.this::goOn);
            }
          });
    }

    private void goOn(TopicPartition partition) {
      consumer.seek(
          partition,
          Start.offset(store.nextOffset(partition.partition(), consumer.epoch(partition))));
    }

    void poll() {
      try {
        inHand = consumer.poll(POLL);
      } catch (final RequestTimeoutException e) {
        inHand = new ConsumerRecords<>(List.of());
        LOG.info("polling goes on after: {}", e.getMessage());
      }
    }

    void store() {
      for (final ConsumerRecord<byte[], Long> record : inHand) {
        final long epoch = consumer.epoch(new TopicPartition(TOPIC, record.partition()));
        if (!store.add(record.partition(), epoch, record.offset(), record.value())) {
          // What this batch has of other partitions is read again, from where the store is.
          subscribe();
          return;
        }
      }
    }

    void die() {
      client.close();
    }

    void leave() {
      consumer.close();
      client.close();
    }
  }

  @Test
  void eachRecordShowsOnceInTheOutput() {
    final Store store = new Store();
    try (EmbeddedCluster cluster = EmbeddedCluster.start(3)) {
      cluster.client().admin().createTopic(new NewTopic(TOPIC, PARTITIONS).withReplicas(3));
      final long startNs = System.nanoTime();
      final long[] sent = new long[PARTITIONS];
      try (GroupLoad load = new GroupLoad(cluster.bootstrap(), TOPIC, PARTITIONS)) {
        final Worker anna = new Worker(cluster.bootstrap(), store);
        work(store, anna);

        final Worker bert = new Worker(cluster.bootstrap(), store);
        work(store, anna, bert);
        // It has records in hand, and others get its partitions, and write.
        Eventually.holds("it has something in hand", () -> hasMore(bert));
        work(store, anna);
        Eventually.holds("its partitions are another's", () -> isAloneAt(store, anna));
        bert.store();
        bert.die();

        final Worker carl = new Worker(cluster.bootstrap(), store);
        work(store, anna, carl);
        carl.die();
        cluster.kill(cluster.leaderOf(TOPIC, 0));
        work(store, anna);
        load.stop();
        for (int i = 0; i < PARTITIONS; i++) {
          sent[i] = load.sent(i);
        }
        Eventually.holds(
            "all of it is in the store",
            () -> {
              work(anna);
              return isComplete(store, sent);
            });
        anna.leave();
      }
      for (int i = 0; i < PARTITIONS; i++) {
        for (int j = 0; j < sent[i]; j++) {
          assertThat(store.outputs.get(i).get(j)).isEqualTo(j);
        }
        assertThat(store.outputs.get(i)).hasSize((int) sent[i]);
      }
      LOG.info(
          "{} records in the output, each once, {} writes of a zombie refused, {} ms",
          store.outputs.stream().mapToInt(List::size).sum(),
          store.refusals,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
      assertThat(store.refusals).as("the zombie's").isPositive();
    }
  }

  private static void work(Store store, Worker... workers) {
    final long before = store.size(0);
    for (int i = 0; i < STEPS; i++) {
      work(workers);
    }
    Eventually.holds(
        "the work goes on",
        () -> {
          work(workers);
          return store.size(0) > before;
        });
  }

  private static void work(Worker... workers) {
    for (final Worker worker : workers) {
      worker.poll();
      worker.store();
    }
  }

  private static boolean hasMore(Worker worker) {
    worker.poll();
    return !worker.inHand.isEmpty();
  }

  private static boolean isAloneAt(Store store, Worker worker) {
    work(worker);
    return worker.consumer.assignment().size() == PARTITIONS && store.size(0) > 0;
  }

  private static boolean isComplete(Store store, long[] sent) {
    for (int i = 0; i < PARTITIONS; i++) {
      if (store.size(i) < sent[i]) {
        return false;
      }
    }
    return true;
  }
}
