package io.rafthold.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.Header;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.RecordView;
import io.rafthold.client.local.LocalTailer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tailers on the directories of three brokers and a reader over the network see the same bytes,
 * while leaders are killed, cut off with what they alone have appended, and restarted.
 */
class LocalTailerTest {
  private static final String TOPIC = "orders";
  private static final int BROKERS = 3;
  private static final int RECORDS_PER_SECOND = 6000;
  private static final int RECORDS = 2000;
  private static final Duration CUT = Duration.ofSeconds(3);
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(60);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  private TestCluster cluster;
  private Observer observer;
  private Load load;

  @Test
  void givesWhatAReaderIsGivenByteByByte(TestReporter reporter) throws Exception {
    cluster = new TestCluster(processes, directory, BROKERS, "leader.rebalance.after: 0").start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run(
            "topic",
            "create",
            TOPIC,
            "--partitions",
            "1",
            "--replicas",
            "3",
            "--segment-bytes",
            "1048576")
        .ok();
    final List<Following> all = new ArrayList<>();
    try (Observer watching = new Observer(cluster.bootstrap());
        Load loading = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND)) {
      observer = watching;
      load = loading;
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      cluster.brokers().forEach(broker -> all.add(new Following(broker.dataDirectory())));

      for (int round = 0; round < 2; round++) {
        killTheLeader();
        cutTheLeaderOff();
      }
      load.finish().verify();

      final Stream expected = readOverTheNetwork();
      for (final Following following : all) {
        following.finish(expected.count.get());
        assertThat(following.stream.isSameAs(expected)).as(following.toString()).isTrue();
      }
      reporter.publishEntry("records in each stream", Long.toString(expected.count.get()));
    } finally {
      all.forEach(Following::stop);
    }
  }

  private void killTheLeader() {
    final BrokerProcess leader = cluster.broker(observer.awaitLeader(TOPIC, 0));
    leader.kill();
    load.awaitMore(RECORDS, PROGRESS_BOUND);
    leader.start().awaitReady();
    load.awaitMore(RECORDS, PROGRESS_BOUND);
  }

  /** It goes on to append what nobody else gets, and has to truncate that. */
  private void cutTheLeaderOff() {
    final int leader = observer.awaitLeader(TOPIC, 0);
    cluster
        .broker(leader)
        .cutTo(IntStream.range(0, BROKERS).filter(broker -> broker != leader).toArray());
    Await.pass(CUT);
    cluster.brokers().forEach(BrokerProcess::cutTo);
    load.awaitMore(RECORDS, PROGRESS_BOUND);
    Await.until("all agree on a leader", PROGRESS_BOUND, () -> observer.isOfOneTerm(TOPIC));
  }

  private Stream readOverTheNetwork() {
    final Stream stream = new Stream();
    try (RaftholdClient client =
            RaftholdClient.builder().bootstrap(cluster.bootstrap()).clientName("reader").build();
        Reader<byte[], byte[]> reader =
            client.newReader(new ReaderSettings<>(Codec.bytes(), Codec.bytes(), TOPIC))) {
      reader.forEach(stream::add);
    }
    return stream;
  }

  /** All that a reader can see of records, as bytes. */
  private static final class Stream {
    private final RecordBytes bytes = new RecordBytes();
    private final AtomicLong count = new AtomicLong();

    void add(ConsumerRecord<byte[], byte[]> record) {
      bytes.addLong(record.offset());
      bytes.addLong(record.timestampNs());
      bytes.addField(record.key());
      bytes.addField(record.value());
      for (final Header header : record.headers()) {
        bytes.addField(header.name().getBytes(UTF_8));
        bytes.addField(header.value());
      }
      count.incrementAndGet();
    }

    void add(RecordView record) {
      bytes.addLong(record.offset());
      bytes.addLong(record.timestampNs());
      bytes.addField(record.buffer(), record.keyPosition(), record.keyLength());
      bytes.addField(record.buffer(), record.valuePosition(), record.valueLength());
      while (record.nextHeader()) {
        bytes.addField(record.buffer(), record.headerNamePosition(), record.headerNameLength());
        bytes.addField(record.buffer(), record.headerValuePosition(), record.headerValueLength());
      }
      count.incrementAndGet();
    }

    boolean isSameAs(Stream other) {
      return count.get() == other.count.get() && bytes.isSameAs(other.bytes);
    }
  }

  /** A tailer with a thread of its own. */
  private static final class Following {
    private final Stream stream = new Stream();
    private final Path dataDirectory;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile RuntimeException failure;

    Following(Path dataDirectory) {
      this.dataDirectory = dataDirectory;
      thread = new Thread(this::follow, "tailer of " + dataDirectory);
      thread.start();
    }

    private void follow() {
      try (LocalTailer tailer = LocalTailer.open(dataDirectory, TOPIC, 0, true)) {
        while (!stopped) {
          if (tailer.poll(stream::add, 100) == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
          }
        }
      } catch (final RuntimeException e) {
        failure = e;
      }
    }

    void finish(long records) {
      Await.until(
          this + " has " + records + " records",
          PROGRESS_BOUND,
          () -> stream.count.get() >= records || failure != null);
      assertThat(failure).as(toString()).isNull();
      stop();
    }

    void stop() {
      stopped = true;
      try {
        thread.join(PROGRESS_BOUND.toMillis());
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public String toString() {
      return "the tailer of " + dataDirectory + ", with " + stream.count.get() + " records";
    }
  }
}
