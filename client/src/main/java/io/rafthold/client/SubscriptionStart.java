package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.OffsetSpec;
import java.util.concurrent.CompletableFuture;

/** Finds out where a subscription begins: its partition's group, and the offset of its start. */
final class SubscriptionStart {
  private final ClientCore core;
  private final SubscriptionSettings settings;
  private final ReadPlace place;
  private final TopicWatch watch;
  private PartitionInfo partition;
  private Call call;
  private long offset;

  SubscriptionStart(ClientCore core, SubscriptionSettings settings, ReadPlace place) {
    this.core = core;
    this.settings = settings;
    this.place = place;
    this.watch = new TopicWatch(core, settings.partition(), settings.troubleTimeoutNs());
  }

  int groupId() {
    return partition.groupId();
  }

  long offset() {
    return offset;
  }

  /**
   * Goes on; true once all is known.
   *
   * @throws RaftholdException where there is nothing to be found, ever
   */
  boolean poll() {
    if (partition == null && !findPartition()) {
      return false;
    }
    if (settings.start() instanceof Start.AtOffset at) {
      offset = at.offset();
      return true;
    }
    return findOffset();
  }

  private boolean findPartition() {
    partition = watch.poll();
    if (partition == null) {
      return false;
    }
    checkReplica();
    return true;
  }

  /**
   * Tells whether the topic is still the one that it was when the start was found.
   *
   * @throws UnknownTopicException where it is not
   */
  boolean isTopicThere() {
    final PartitionInfo known = watch.poll();
    if (known != null && known.groupId() != partition.groupId()) {
      throw new UnknownTopicException(
          "topic '"
              + settings.partition().topic()
              + "' was deleted and created anew: assign again");
    }
    return known != null;
  }

  private void checkReplica() {
    if (settings.readFrom() instanceof ReadFrom.Replica replica
        && !partition.replicaBrokers().contains(replica.brokerId())) {
      throw new InvalidRequestException(
          "broker "
              + replica.brokerId()
              + " has no replica of "
              + settings.partition()
              + ": read from one of "
              + partition.replicaBrokers());
    }
  }

  private boolean findOffset() {
    if (call == null) {
      call = core.calls().start(newCall());
    }
    if (!call.result().isDone()) {
      return false;
    }
    final CompletableFuture<Reply> answer = call.result();
    call = null;
    if (answer.isCompletedExceptionally()) {
      return false;
    }
    final Reply reply = answer.join();
    if (reply instanceof Reply.Offsets offsets && offsets.code() == ErrorCode.OK) {
      offset = offsets.foundOffset();
      return true;
    }
    throw Failures.refused(
        reply.code(), "looking up the start of " + settings.partition(), reply.message());
  }

  private Call newCall() {
    final OffsetSpec spec;
    long timestampNs = 0;
    if (settings.start() instanceof Start.AtTimestamp at) {
      spec = OffsetSpec.TIMESTAMP;
      timestampNs = at.timestampNs();
    } else {
      spec = settings.start() instanceof Start.Latest ? OffsetSpec.LATEST : OffsetSpec.EARLIEST;
    }
    final long timestamp = timestampNs;
    final int groupId = partition.groupId();
    return new Call(
        core,
        "looking up the start of " + settings.partition(),
        groupId,
        any -> place.find(groupId),
        (requests, correlationId) ->
            requests.offsets(correlationId, groupId, spec, timestamp, place.isAnyReplica()),
        settings.troubleTimeoutNs());
  }
}
