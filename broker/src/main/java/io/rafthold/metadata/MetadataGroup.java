package io.rafthold.metadata;

import io.rafthold.partition.CommittedEntryHandler;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaWakeup;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.DirectBuffer;

/**
 * Group 0 at work: proposes what clients ask for, applies what is committed, and answers when its
 * entry was applied. One thread, the partition agent's.
 */
public final class MetadataGroup implements CommittedEntryHandler {
  /** Requests that may wait for their entries at once; one more is refused as OVERLOADED. */
  public static final int MAX_PENDING = 4_096;

  /** Takes the outcome of a request. */
  private interface Outcome {
    void end(ErrorCode code, Proposal proposal, String message);
  }

  private record Pending(long index, Proposal proposal, Outcome outcome) {}

  private final MetadataState state;
  private final MetadataController controller;
  private final MetadataReplies replies;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Confirmations confirmations = new Confirmations();
  private Replica replica;
  private ReplicaWakeup wakeup;
  private long leadingTerm;
  private long caughtUpTerm;
  private long applyingIndex;

  /** Creates the group's state machine; {@link #attach} completes it. */
  public MetadataGroup(
      MetadataState state, MetadataController controller, MetadataReplies replies) {
    this.state = state;
    this.controller = controller;
    this.replies = replies;
  }

  /**
   * Names the local replica of group 0.
   *
   * @param replicaWakeup is told when the replica has got something to do
   */
  public void attach(Replica metadataReplica, ReplicaWakeup replicaWakeup) {
    replica = metadataReplica;
    wakeup = replicaWakeup;
  }

  /** Returns the state, for reading. */
  public MetadataState state() {
    return state;
  }

  /**
   * Returns the broker that leads group 0 as far as it is known, or -1. This broker counts as
   * leader only when it has caught up.
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

  /**
   * Waits until it is certain that this broker leads group 0: what its state does not show then, or
   * shows still, nobody was told otherwise when this was called (dissertation 6.4).
   *
   * @param action runs exactly once, perhaps at once: with OK, or why it is not certain, which is
   *     never for good
   */
  public void confirm(Consumer<ErrorCode> action) {
    if (replica.isLeader() && !hasCaughtUp()) {
      action.accept(ErrorCode.OVERLOADED);
      return;
    }
    confirmations.begin(replica, action);
    wakeup.wake(replica);
  }

  /** Takes the answer of {@link Replica#read} to the oldest {@link #confirm}. */
  public void onConfirmed(ErrorCode code) {
    confirmations.end(code);
  }

  /** Asks for a topic; the answer comes by {@link MetadataReplies#onTopicReply}. */
  public void createTopic(long sessionId, long correlationId, TopicSpec spec, long epochNs) {
    request(leader -> leader.prepareCreate(spec), topicOutcome(sessionId, correlationId), epochNs);
  }

  /** Changes a topic's settings; the answer comes by {@link MetadataReplies#onTopicReply}. */
  public void alterTopic(
      long sessionId, long correlationId, String name, TopicChange change, long epochNs) {
    request(
        leader -> leader.prepareAlter(name, change),
        topicOutcome(sessionId, correlationId),
        epochNs);
  }

  /** Adds partitions to a topic; the answer comes by {@link MetadataReplies#onTopicReply}. */
  public void growTopic(
      long sessionId, long correlationId, String name, int partitions, long epochNs) {
    request(
        leader -> leader.prepareGrow(name, partitions),
        topicOutcome(sessionId, correlationId),
        epochNs);
  }

  /** Deletes a topic; the answer comes by {@link MetadataReplies#onTopicReply}. */
  public void deleteTopic(long sessionId, long correlationId, String name, long epochNs) {
    request(leader -> leader.prepareDelete(name), topicOutcome(sessionId, correlationId), epochNs);
  }

  private Outcome topicOutcome(long sessionId, long correlationId) {
    return (code, proposal, message) ->
        replies.onTopicReply(
            sessionId,
            correlationId,
            code,
            leader(),
            proposal == null ? 0 : proposal.topicId(),
            message);
  }

  /** Asks for a producer id; the answer comes by {@link MetadataReplies#onProducerReply}. */
  public void initProducer(long sessionId, long correlationId, long epochNs) {
    request(
        MetadataController::prepareProducerId,
        (code, proposal, message) ->
            replies.onProducerReply(
                sessionId,
                correlationId,
                code,
                leader(),
                code == ErrorCode.OK ? proposal.producerId() : 0),
        epochNs);
  }

  /**
   * Asks for a change of brokers or replicas; the answer comes by {@link
   * MetadataReplies#onAdminReply}.
   *
   * @param change prepares the entry to propose
   */
  public void change(
      long sessionId,
      long correlationId,
      Function<MetadataController, Proposal> change,
      long epochNs) {
    request(
        change,
        (code, proposal, message) ->
            replies.onAdminReply(sessionId, correlationId, code, leader(), message),
        epochNs);
  }

  /** Tells whether this broker leads the group, and its state shows all that was committed. */
  boolean isInCharge() {
    return readiness() == ErrorCode.OK;
  }

  /** Proposes an entry on this broker's own account; only while {@link #isInCharge}. */
  void propose(Proposal proposal, long epochNs) {
    propose(proposal, (code, ended, message) -> {}, epochNs);
    wakeup.wake(replica);
  }

  /**
   * Proposes an entry on behalf of somebody who waits for its outcome.
   *
   * @param ended runs exactly once, perhaps at once: with what applying the entry returned, or why
   *     that is not known
   */
  void propose(Proposal proposal, Consumer<ErrorCode> ended, long epochNs) {
    final ErrorCode error = readiness();
    if (error == ErrorCode.OK) {
      propose(proposal, (code, applied, message) -> ended.accept(code), epochNs);
      wakeup.wake(replica);
    } else {
      ended.accept(error);
    }
  }

  MetadataController controller() {
    return controller;
  }

  Replica replica() {
    return replica;
  }

  /** Returns the index of the entry that is being applied or was applied last. */
  public long applyingIndex() {
    return applyingIndex;
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
      // What was proposed may yet be committed, by the next leader.
      lost.outcome()
          .end(
              ErrorCode.NO_QUORUM,
              lost.proposal(),
              "the leader changed, and may carry it out or not: look, or try again");
    }
  }

  @Override
  public void onCommitted(long index, DirectBuffer buffer, int position, int length) {
    applyingIndex = index;
    final ErrorCode code = state.apply(buffer, position, length);
    final Pending first = pending.peek();
    if (first != null && first.index() == index) {
      pending.poll();
      first.outcome().end(code, first.proposal(), controller.onApplied(first.proposal(), code));
    }
  }

  @Override
  public boolean needsWholeLog() {
    return true;
  }

  private void request(
      Function<MetadataController, Proposal> preparation, Outcome outcome, long epochNs) {
    final ErrorCode error = readiness();
    if (error != ErrorCode.OK) {
      outcome.end(error, null, readinessMessage(error));
      return;
    }
    final Proposal proposal = preparation.apply(controller);
    if (proposal.isAccepted()) {
      propose(proposal, outcome, epochNs);
    } else {
      refuse(proposal, outcome);
    }
  }

  /** What another leader may have changed meanwhile is refused when it is certain there is none. */
  private void refuse(Proposal proposal, Outcome outcome) {
    confirm(
        code -> {
          if (code == ErrorCode.OK) {
            outcome.end(proposal.code(), proposal, proposal.message());
          } else {
            // Nothing was proposed: NO_QUORUM, which says that it may be done, would be wrong.
            final ErrorCode reason = code == ErrorCode.NO_QUORUM ? ErrorCode.OVERLOADED : code;
            outcome.end(reason, proposal, "it is not certain who leads the metadata: try again");
          }
        });
  }

  private void propose(Proposal proposal, Outcome outcome, long epochNs) {
    final long index =
        replica.proposeControl(EntryType.METADATA, proposal.body(), 0, proposal.length(), epochNs);
    if (index < 0) {
      controller.abandon(proposal);
      outcome.end(ErrorCode.OVERLOADED, proposal, "leadership is being handed over: try again");
      return;
    }
    pending.add(new Pending(index, proposal, outcome));
  }

  /** Only a leader whose state shows all that earlier leaders gave out may give out ids. */
  private ErrorCode readiness() {
    if (!replica.isLeader()) {
      return ErrorCode.NOT_LEADER;
    }
    final boolean isReady =
        replica.isReadyToServe()
            && !replica.isTransferring()
            && replica.appliedIndex() == replica.commitIndex()
            && pending.size() < MAX_PENDING;
    return isReady ? ErrorCode.OK : ErrorCode.OVERLOADED;
  }

  private static String readinessMessage(ErrorCode error) {
    return error == ErrorCode.NOT_LEADER
        ? "this broker does not lead the metadata group: ask its leader"
        : "the metadata group is not ready or has " + MAX_PENDING + " requests waiting: try again";
  }
}
