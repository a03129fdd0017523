package io.rafthold.bench;

import com.sun.management.ThreadMXBean;
import io.rafthold.client.AckHandler;
import io.rafthold.client.Appender;
import io.rafthold.client.ClientThreading;
import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.RecordHandler;
import io.rafthold.client.Start;
import io.rafthold.client.Tailer;
import io.rafthold.client.TailerSettings;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.local.LocalTailer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The zero-allocation layer against a broker process of one partition, records of 256 bytes: what a
 * record costs and allocates in the client, its embedded media driver included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class ClientLayerBenchmark implements AckHandler {
  private static final TopicPartition PARTITION = new TopicPartition("bench", 0);
  private static final int RECORD_BYTES = 256;
  private static final int LIMIT = 64;
  private static final int FILLED_RECORDS = 100_000;

  private final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(RECORD_BYTES));
  private final RecordHandler counting = record -> seen = record.offset();
  private Path directory;
  private OneBroker broker;
  private RaftholdClient client;
  private Appender appender;
  private Tailer tailer;
  private LocalTailer localTailer;
  private Tailer history;
  private long acknowledged = -1;
  private long seen = -1;

  /** Made by JMH. */
  public ClientLayerBenchmark() {}

  /**
   * What the calling thread has allocated in an iteration, in bytes: the client and its media
   * driver. The gc profiler counts other threads too, and in the last iteration the tear-down.
   */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Caller {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long startBytes;
    private long callerBytes;

    /** Made by JMH. */
    public Caller() {}

    /** Begins an iteration. */
    @Setup(Level.Iteration)
    public void start() {
      startBytes = allocatedBytes();
    }

    /** Ends an iteration. */
    @TearDown(Level.Iteration)
    public void stop() {
      callerBytes = allocatedBytes() - startBytes;
    }

    /** Returns the iteration's bytes. */
    public long callerBytes() {
      return callerBytes;
    }

    private long allocatedBytes() {
      return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
  }

  /** Starts a broker and opens everything over one partition. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Files.createTempDirectory(Path.of("/tmp"), "rafthold-bench-");
    broker = new OneBroker(directory, List.of("threads.profile=compact"));
    broker.start();
    client =
        RaftholdClient.builder()
            .bootstrap(broker.bootstrap())
            .clientName("bench")
            .threading(ClientThreading.INVOKER)
            .build();
    client.admin().createTopic(new NewTopic(PARTITION.topic(), 1).withReplicas(1));
    appender =
        client.newAppender(
            PARTITION, ProducerSettings.builder(Codec.bytes(), Codec.bytes()).build());
    for (int i = 0; i < FILLED_RECORDS; i++) {
      append();
    }
    while (appender.outstanding() > 0) {
      appender.pollAcks(this, LIMIT);
    }
    tailer = client.newTailer(PARTITION, new TailerSettings(Start.offset(acknowledged + 1)));
    history = client.newTailer(PARTITION, new TailerSettings(Start.earliest()));
    localTailer = LocalTailer.open(broker.dataDirectory(), PARTITION.topic(), 0);
  }

  /** Stops the broker and deletes its files. */
  @TearDown(Level.Trial)
  public void close() {
    localTailer.close();
    tailer.close();
    history.close();
    appender.close();
    client.close();
    broker.close();
    IoUtil.delete(directory.toFile(), true);
  }

  @Override
  public void onAcknowledged(long firstTicket, int records, long baseOffset, long timestampNs) {
    acknowledged = baseOffset + records - 1;
  }

  @Override
  public void onFailed(long firstTicket, int records, RaftholdException failure) {
    throw failure;
  }

  /** A record is taken; acknowledgements are polled while the buffer is full. */
  @Benchmark
  public long append(Caller caller) {
    return append();
  }

  private long append() {
    long ticket = appender.offer(value, 0, RECORD_BYTES);
    while (ticket < 0) {
      appender.pollAcks(this, LIMIT);
      ticket = appender.offer(value, 0, RECORD_BYTES);
    }
    return ticket;
  }

  /** A record alone, from being taken to its coming back through a tailer. */
  @Benchmark
  public long roundTrip(Caller caller) {
    append();
    while (appender.outstanding() > 0) {
      appender.pollAcks(this, LIMIT);
    }
    while (seen < acknowledged) {
      tailer.poll(counting, LIMIT);
    }
    return seen;
  }

  /** A record read over the network, of 100,000 again and again. */
  @Benchmark
  public long tail(Caller caller) {
    while (history.poll(counting, 1) == 0) {
      if (history.position() > acknowledged) {
        history.seek(Start.earliest());
      }
    }
    return seen;
  }

  /** A record read out of the broker's segments. */
  @Benchmark
  public long tailLocally(Caller caller) {
    while (localTailer.poll(counting, 1) == 0) {
      localTailer.seek(Start.earliest());
    }
    return seen;
  }
}
