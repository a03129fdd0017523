package io.rafthold.bench.system;

import io.rafthold.bench.rig.Load;
import io.rafthold.bench.rig.Measure;
import io.rafthold.bench.rig.MessageStream;
import io.rafthold.bench.rig.Replay;
import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;
import io.rafthold.client.ClientThreading;
import io.rafthold.client.NewTopic;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RecordHandler;
import io.rafthold.client.RecordView;
import io.rafthold.client.Start;
import io.rafthold.client.Tailer;
import io.rafthold.client.TailerSettings;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.local.LocalTailer;
import io.rafthold.protocol.AckLevel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.IdleStrategy;

/** Three brokers and a client of the zero-allocation layer, run by the caller's thread. */
final class RaftholdSystem implements SystemUnderTest {
  private static final long MIB = 1 << 20;

  /** As brokers make them unless they are told otherwise: each costs something to make. */
  private static final long STEADY_SEGMENT_BYTES = 64 * MIB;

  private static final long STEADY_RETENTION_BYTES = 256 * MIB;

  /** Written before a steady stream is handed out: retention has dropped most of it by then. */
  private static final long STEADY_FILL_BYTES = 4 * STEADY_RETENTION_BYTES;

  private static final int FILL_OUTSTANDING = 4096;

  /** What makes retention keep up with a load, and keep the files. */
  static final List<String> STEADY_SETTINGS =
      List.of("retention.check.interval=50ms", "segments.pooled=16", "housekeeping.rate=1GiB");

  private static final int REPLAY_LIMIT = 1024;

  private final LocalCluster cluster;
  private final SystemProfile profile;
  private final AckLevel level;
  private String topic;
  private int streams;

  RaftholdSystem(LocalCluster cluster, SystemProfile profile, AckLevel level) {
    this.cluster = cluster;
    this.profile = profile;
    this.level = level;
  }

  @Override
  public SystemProfile profile() {
    return profile;
  }

  @Override
  public Set<Measure> measures() {
    final Set<Measure> measures = EnumSet.allOf(Measure.class);
    if (isSteady()) {
      // Retention has dropped the beginning of what there was to read.
      measures.remove(Measure.REPLAY);
      measures.remove(Measure.LOCAL_REPLAY);
    }
    return measures;
  }

  private boolean isSteady() {
    return profile.logState().equals(SystemProfile.STEADY_STATE);
  }

  @Override
  public List<Long> processIds() {
    return cluster.processIds();
  }

  @Override
  public MessageStream open(int sizeBytes, boolean isTailed) {
    final RaftholdClient client = connect();
    try {
      if (topic != null) {
        client.admin().deleteTopic(topic);
      }
      topic = "bench-" + ++streams;
      NewTopic wanted =
          new NewTopic(topic, 1).withReplicas(LocalCluster.BROKERS).withAckLevel(level);
      if (isSteady()) {
        wanted =
            wanted
                .withSegmentBytes(STEADY_SEGMENT_BYTES)
                .withRetentionBytes(STEADY_RETENTION_BYTES);
      }
      client.admin().createTopic(wanted);
      final RaftholdStream stream =
          new RaftholdStream(client, new TopicPartition(topic, 0), level, sizeBytes, isTailed);
      if (isSteady()) {
        new Load(stream, isTailed).fill(STEADY_FILL_BYTES / sizeBytes, FILL_OUTSTANDING);
      }
      return stream;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private RaftholdClient connect() {
    return RaftholdClient.builder()
        .bootstrap(cluster.bootstrap())
        .clientName("bench")
        .threading(ClientThreading.INVOKER)
        .mtu(profile.mtuBytes())
        .build();
  }

  @Override
  public Replay openReplay(Measure measure) {
    return measure == Measure.LOCAL_REPLAY ? new FromFiles() : new OverNetwork();
  }

  /** A tailer of a client of its own. */
  private final class OverNetwork implements Replay {
    private final RaftholdClient client = connect();
    private final Tailer tailer =
        client.newTailer(new TopicPartition(topic, 0), new TailerSettings(Start.earliest()));
    private final InOrder order = new InOrder();

    @Override
    public int poll() {
      return tailer.poll(order, REPLAY_LIMIT);
    }

    @Override
    public IdleStrategy idleStrategy() {
      return client.idleStrategy();
    }

    @Override
    public void close() {
      tailer.close();
      client.close();
    }
  }

  /** The first broker's files, whichever role it has. */
  private final class FromFiles implements Replay {
    private final LocalTailer tailer = LocalTailer.open(cluster.dataDirectory(0), topic, 0);
    private final InOrder order = new InOrder();

    @Override
    public int poll() {
      return tailer.poll(order, REPLAY_LIMIT);
    }

    @Override
    public IdleStrategy idleStrategy() {
      return CompactIdle.create();
    }

    @Override
    public void close() {
      tailer.close();
    }
  }

  /** Numbers that are too good come of records that are not there. */
  private static final class InOrder implements RecordHandler {
    private long next;

    @Override
    public void onRecord(RecordView record) {
      final long number = record.buffer().getLong(record.valuePosition());
      if (record.offset() != next || number != next) {
        throw new IllegalStateException(
            "record " + number + " at offset " + record.offset() + " came in the place of " + next);
      }
      next++;
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
