package io.rafthold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.embedded.junit.RaftholdExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GroupWorkerTest {
  private static final int PARTITIONS = 4;
  private static final int RECORDS = 400;

  @RegisterExtension static final RaftholdExtension RAFTHOLD = RaftholdExtension.broker();

  @Test
  void workersShareTheWork(RaftholdClient client) throws InterruptedException {
    client.admin().createTopic(new NewTopic("parcels", PARTITIONS));
    final Set<String> done = ConcurrentHashMap.newKeySet();
    final CountDownLatch all = new CountDownLatch(RECORDS);
    final List<GroupWorker> workers = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      workers.add(
          new GroupWorker(
              client,
              "parcels",
              "desk",
              record -> {
                if (done.add(record.value())) {
                  all.countDown();
                }
              }));
      threads.add(new Thread(workers.get(i)));
      threads.get(i).start();
    }
    try (Producer<String, String> producer =
        client.newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
      for (int i = 0; i < RECORDS; i++) {
        producer
            .send(new ProducerRecord<>("parcels", i % PARTITIONS, null, "parcel " + i, List.of()))
            .join();
      }
    }
    assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
    workers.forEach(GroupWorker::stop);
    for (final Thread thread : threads) {
      thread.join();
    }
    assertThat(client.admin().describeGroup("desk").partitions())
        .allSatisfy(partition -> assertThat(partition.lag()).hasValue(0));
  }
}
