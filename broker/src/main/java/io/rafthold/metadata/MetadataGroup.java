package io.rafthold.metadata;

import io.rafthold.partition.CommittedEntryHandler;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.DirectBuffer;

/**
 * Group 0 at work: proposes what clients ask for, applies what is committed, and answers when its
 * entry was applied. One thread, the partition agent's.
 */
public final class MetadataGroup implements CommittedEntryHandler {
  /** Requests that may wait for their entries at once; one more is refused as OVERLOADED. */
  public static final int MAX_PENDING = 4_096;

  private record Pending(long index, long sessionId, long correlationId, Proposal proposal) {}

  private final MetadataState state;
  private final MetadataController controller;
  private final MetadataReplies replies;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private Replica replica;
  private long leadingTerm;
  private long caughtUpTerm;

  /** Creates the group's state machine; {@link #attach} completes it. */
  public MetadataGroup(
      MetadataState state, MetadataController controller, MetadataReplies replies) {
    this.state = state;
    this.controller = controller;
    this.replies = replies;
  }

  /** Names the local replica of group 0. */
  public void attach(Replica metadataReplica) {
    replica = metadataReplica;
  }

  /** Returns the state, for reading. */
  public MetadataState state() {
    return state;
  }

  /**
   * Returns the broker that leads group 0 as far as it is known, or -1. This broker counts as
   * leader only when it has caught up: whoever names itself is believed when it says that a topic
   * is not there.
   */
  public int leader() {
    return replica.isLeader() && !hasCaughtUp() ? -1 : replica.leaderId();
  }

  /** Tells whether the state shows all that earlier leaders committed; asked of a leader only. */
  private boolean hasCaughtUp() {
    if (caughtUpTerm != replica.term()
        && replica.isReadyToServe()
        && replica.appliedIndex() == replica.commitIndex()) {
      caughtUpTerm = replica.term();
    }
    return caughtUpTerm == replica.term();
  }

  /** Asks for a topic; the answer comes by {@link MetadataReplies#onTopicReply}. */
  public void createTopic(
      long sessionId,
      long correlationId,
      String name,
      int partitions,
      int replicas,
      long segmentBytes,
      AckLevelCode ackLevel,
      long epochNs) {
    final ErrorCode error = readiness();
    if (error != ErrorCode.OK) {
      replyTopic(sessionId, correlationId, error, 0, readinessMessage(error));
      return;
    }
    propose(
        sessionId,
        correlationId,
        controller.prepareCreate(name, partitions, replicas, segmentBytes, ackLevel),
        epochNs);
  }

  /** Deletes a topic; the answer comes by {@link MetadataReplies#onTopicReply}. */
  public void deleteTopic(long sessionId, long correlationId, String name, long epochNs) {
    final ErrorCode error = readiness();
    if (error != ErrorCode.OK) {
      replyTopic(sessionId, correlationId, error, 0, readinessMessage(error));
      return;
    }
    propose(sessionId, correlationId, controller.prepareDelete(name), epochNs);
  }

  /** Asks for a producer id; the answer comes by {@link MetadataReplies#onProducerReply}. */
  public void initProducer(long sessionId, long correlationId, long epochNs) {
    final ErrorCode error = readiness();
    if (error != ErrorCode.OK) {
      replies.onProducerReply(sessionId, correlationId, error, leader(), 0);
      return;
    }
    propose(sessionId, correlationId, controller.prepareProducerId(), epochNs);
  }

  /** To be called when role, term or leader of the local replica changed. */
  public void onLeadershipChanged() {
    if (replica.isLeader() && replica.term() == leadingTerm) {
      return;
    }
    leadingTerm = replica.isLeader() ? replica.term() : 0;
    controller.onStepDown();
    while (!pending.isEmpty()) {
      final Pending lost = pending.poll();
      reply(lost, ErrorCode.NOT_LEADER, "the leader changed: try again");
    }
  }

  @Override
  public void onCommitted(long index, DirectBuffer buffer, int position, int length) {
    final ErrorCode code = state.apply(buffer, position, length);
    final Pending first = pending.peek();
    if (first != null && first.index() == index) {
      pending.poll();
      reply(first, code, controller.onApplied(first.proposal(), code));
    }
  }

  private void propose(long sessionId, long correlationId, Proposal proposal, long epochNs) {
    if (!proposal.isAccepted()) {
      replyTopic(sessionId, correlationId, proposal.code(), 0, proposal.message());
      return;
    }
    final long index =
        replica.proposeControl(EntryType.METADATA, proposal.body(), 0, proposal.length(), epochNs);
    pending.add(new Pending(index, sessionId, correlationId, proposal));
  }

  /** Only a leader whose state shows all that earlier leaders gave out may give out ids. */
  private ErrorCode readiness() {
    if (!replica.isLeader()) {
      return ErrorCode.NOT_LEADER;
    }
    final boolean isReady =
        replica.isReadyToServe()
            && replica.appliedIndex() == replica.commitIndex()
            && pending.size() < MAX_PENDING;
    return isReady ? ErrorCode.OK : ErrorCode.OVERLOADED;
  }

  private static String readinessMessage(ErrorCode error) {
    return error == ErrorCode.NOT_LEADER
        ? "this broker does not lead the metadata group: ask its leader"
        : "the metadata group is not ready or has " + MAX_PENDING + " requests waiting: try again";
  }

  private void reply(Pending request, ErrorCode code, String message) {
    final Proposal proposal = request.proposal();
    if (proposal.producerId() > 0) {
      replies.onProducerReply(
          request.sessionId(),
          request.correlationId(),
          code,
          leader(),
          code == ErrorCode.OK ? proposal.producerId() : 0);
    } else {
      replyTopic(request.sessionId(), request.correlationId(), code, proposal.topicId(), message);
    }
  }

  private void replyTopic(
      long sessionId, long correlationId, ErrorCode code, int topicId, String message) {
    replies.onTopicReply(sessionId, correlationId, code, leader(), topicId, message);
  }
}
