package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.ReadFrom;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers that prefer a follower see each record once and in order, also while that follower is
 * killed, started again, and cut off from the others although the readers reach it.
 */
class ReplicaReadTest {
  private static final String TOPIC = "orders";
  private static final int BROKERS = 3;
  private static final int RECORDS_PER_SECOND = 1500;
  private static final int RECORDS = 2000;
  private static final Duration LEADER_AFTER = Duration.ofSeconds(1);
  private static final Duration BOUND = Duration.ofSeconds(60);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  private TestCluster cluster;
  private Load load;

  @Test
  void readersOutliveTheReplicaThatTheyRead(TestReporter reporter) throws Exception {
    cluster = new TestCluster(processes, directory, BROKERS, "leader.rebalance.after: 0").start();
    new Cli(processes, directory, cluster.bootstrap())
        .run("topic", "create", TOPIC, "--partitions", "1", "--replicas", "3")
        .ok();
    try (Observer observer = new Observer(cluster.bootstrap());
        Load loading = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND)) {
      load = loading;
      load.awaitMore(RECORDS, BOUND);
      final int follower = (observer.awaitLeader(TOPIC, 0) + 1) % BROKERS;
      final BrokerProcess read = cluster.broker(follower);
      try (Following named = new Following(ReadFrom.replica(follower, LEADER_AFTER));
          Following nearest = new Following(ReadFrom.nearest(LEADER_AFTER));
          Following any = new Following(ReadFrom.any())) {
        final List<Following> all = List.of(named, nearest, any);
        awaitAll(all);

        read.kill();
        load.awaitMore(RECORDS, BOUND);
        awaitAll(all);
        final long behindKillMs = named.takeLongestSilenceMs();

        read.start().awaitReady();
        load.awaitMore(RECORDS, BOUND);
        read.cutTo(IntStream.range(0, BROKERS).filter(id -> id != follower).toArray());
        load.awaitMore(2 * RECORDS, BOUND);
        awaitAll(List.of(named, nearest));
        final long behindCutMs = named.takeLongestSilenceMs();
        read.cutTo();

        load.finish().verify();
        awaitAll(all);
        reporter.publishEntry(
            named.count() + " records in each of three streams",
            "the named replica's reader had nothing for "
                + behindKillMs
                + " ms at most behind the kill, "
                + behindCutMs
                + " ms behind the cut");
      }
    }
  }

  private void awaitAll(List<Following> all) {
    final long records = load.acknowledgedCount();
    all.forEach(each -> each.await(records));
  }

  /** A consumer with a thread of its own. */
  private final class Following implements AutoCloseable {
    private final ReadFrom from;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long count;
    private volatile long longestSilenceMs;
    private volatile Throwable failure;

    Following(ReadFrom from) {
      this.from = from;
      thread = new Thread(this::follow, "reader from " + from);
      thread.start();
    }

    private void follow() {
      final TopicPartition partition = new TopicPartition(TOPIC, 0);
      try (RaftholdClient client =
              RaftholdClient.builder().bootstrap(cluster.bootstrap()).clientName("reader").build();
          Consumer<byte[], byte[]> consumer =
              client.newConsumer(
                  new ConsumerSettings<>(Codec.bytes(), Codec.bytes()).withReadFrom(from))) {
        consumer.assign(List.of(partition), Start.earliest());
        long lastNs = System.nanoTime();
        while (!stopped) {
          for (final ConsumerRecord<byte[], byte[]> record : poll(consumer)) {
            assertThat(record.offset()).isEqualTo(count);
            count = record.offset() + 1;
            final long nowNs = System.nanoTime();
            longestSilenceMs = Math.max(longestSilenceMs, (nowNs - lastNs) / 1_000_000);
            lastNs = nowNs;
          }
        }
      } catch (final RuntimeException | AssertionError e) {
        failure = e;
      }
    }

    private Iterable<ConsumerRecord<byte[], byte[]>> poll(Consumer<byte[], byte[]> consumer) {
      try {
        return consumer.poll(Duration.ofMillis(100));
      } catch (final RaftholdException e) {
        if (e.isRetriable()) {
          return List.of();
        }
        throw e;
      }
    }

    long count() {
      return count;
    }

    long takeLongestSilenceMs() {
      final long taken = longestSilenceMs;
      longestSilenceMs = 0;
      return taken;
    }

    void await(long records) {
      Await.until(
          this + " has " + records + " records", BOUND, () -> count >= records || failure != null);
      assertThat(failure).as(toString()).isNull();
    }

    @Override
    public void close() {
      stopped = true;
      try {
        thread.join(BOUND.toMillis());
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public String toString() {
      return "the reader from " + from + ", at " + count;
    }
  }
}
