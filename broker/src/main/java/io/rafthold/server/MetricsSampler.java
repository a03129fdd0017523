package io.rafthold.server;

import io.rafthold.metadata.PartitionPlacement;
import io.rafthold.metadata.Topic;
import io.rafthold.partition.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Takes a sample of the broker when somebody asks for one, a bounded piece in each duty cycle. So
 * nobody else ever looks at live state, and without a question it costs a look at one field.
 *
 * <p>{@link #request} is for any one other thread at a time, the rest for the duty cycle's.
 */
final class MetricsSampler {
  /** Replicas looked at in one duty cycle: some ten microseconds. */
  static final int REPLICAS_PER_CYCLE = 64;

  private record Place(String topic, int partition) {}

  private static final Place METADATA = new Place("", 0);

  private final BrokerCore core;
  private final Supplier<MetricsSample.TransportCounts> transport;
  private final Runnable afterRequest;
  private volatile CompletableFuture<MetricsSample> wanted;
  private List<Replica> replicas = List.of();
  private Int2ObjectHashMap<Place> places;
  private List<MetricsSample.ReplicaSample> taken;
  private int next;

  /**
   * Creates a sampler.
   *
   * @param transport counts at the moment it is asked, on the duty cycle's thread
   * @param afterRequest run on the thread of who asks: the duty cycle may be asleep
   */
  MetricsSampler(
      BrokerCore core, Supplier<MetricsSample.TransportCounts> transport, Runnable afterRequest) {
    this.afterRequest = afterRequest;
    this.core = core;
    this.transport = transport;
  }

  /** Asks for a sample; it is complete within some duty cycles. */
  CompletableFuture<MetricsSample> request() {
    final CompletableFuture<MetricsSample> asked = new CompletableFuture<>();
    wanted = asked;
    afterRequest.run();
    return asked;
  }

  /** Takes a piece of the sample that is asked for; returns a work count. */
  int doWork() {
    final CompletableFuture<MetricsSample> asked = wanted;
    if (asked == null) {
      return 0;
    }
    if (taken == null) {
      begin();
    }
    final int end = Math.min(next + REPLICAS_PER_CYCLE, replicas.size());
    while (next < end) {
      take(replicas.get(next++));
    }
    if (next == replicas.size()) {
      final MetricsSample sample =
          new MetricsSample(core.counts(), transport.get(), List.copyOf(taken));
      taken = null;
      replicas = List.of();
      if (wanted == asked) {
        wanted = null;
      }
      asked.complete(sample);
    }
    return 1;
  }

  private void begin() {
    replicas = List.copyOf(core.replicas());
    taken = new ArrayList<>(replicas.size());
    next = 0;
    places = new Int2ObjectHashMap<>();
    for (final Topic topic : core.metadata().topics()) {
      for (final PartitionPlacement placement : topic.partitions()) {
        places.put(placement.groupId(), new Place(topic.name(), placement.partition()));
      }
    }
  }

  private void take(Replica replica) {
    // It may have been closed since the sample began.
    if (replica.isRetired()) {
      return;
    }
    final int groupId = replica.settings().groupId();
    final Place place = places.getOrDefault(groupId, METADATA);
    final long commitOffset = replica.commitOffset();
    final long durableOffset = replica.durableOffset();
    if (replica.isRetired()) {
      return;
    }
    taken.add(
        new MetricsSample.ReplicaSample(
            groupId,
            place.topic(),
            place.partition(),
            replica.role(),
            replica.isRejoining(),
            replica.term(),
            replica.log().firstIndex(),
            replica.log().lastIndex(),
            replica.log().flushedIndex(),
            replica.commitIndex(),
            replica.durableIndex(),
            replica.log().startOffset(),
            replica.log().endOffset(),
            commitOffset,
            durableOffset,
            replica.possiblyLostCommitIndex(),
            replica.quarantined()));
  }
}
