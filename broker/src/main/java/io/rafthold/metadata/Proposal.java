package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import org.agrona.DirectBuffer;

/**
 * What became of a request at the leader of group 0: a refusal, or an entry to propose.
 *
 * <p>Whoever holds an accepted proposal ends it by one call of {@link
 * MetadataController#onApplied}, {@link MetadataController#abandon} or {@link
 * MetadataController#onStepDown}.
 *
 * @param code {@code OK}, or why the request is refused
 * @param message for the user: of a refusal what was wrong, with the value, and what to do; else a
 *     warning, or empty
 * @param body the entry's body from byte 0 on, not to be changed; null where refused
 * @param topicId of the topic that the entry creates, grows or deletes, else 0
 * @param producerId that the entry gives out, else 0
 * @param topicName of the topic that the entry is about, else empty
 * @param groupId of the partition whose placement the entry is about, else 0
 * @param brokerId of the broker that the entry is about, else -1
 */
public record Proposal(
    ErrorCode code,
    String message,
    DirectBuffer body,
    int topicId,
    long producerId,
    String topicName,
    int groupId,
    int brokerId) {
  private static final int NO_BROKER = -1;

  static Proposal refused(ErrorCode code, String message) {
    return new Proposal(code, message, null, 0, 0, "", 0, NO_BROKER);
  }

  static Proposal aboutTopic(DirectBuffer body, int topicId, String topicName, String warning) {
    return new Proposal(ErrorCode.OK, warning, body, topicId, 0, topicName, 0, NO_BROKER);
  }

  /** Carries no topic's id: settings neither create nor delete, and end nothing of the kind. */
  static Proposal aboutSettings(DirectBuffer body, String topicName) {
    return new Proposal(ErrorCode.OK, "", body, 0, 0, topicName, 0, NO_BROKER);
  }

  static Proposal aboutProducer(DirectBuffer body, long producerId) {
    return new Proposal(ErrorCode.OK, "", body, 0, producerId, "", 0, NO_BROKER);
  }

  static Proposal aboutPlacement(DirectBuffer body, int groupId) {
    return new Proposal(ErrorCode.OK, "", body, 0, 0, "", groupId, NO_BROKER);
  }

  static Proposal aboutBroker(DirectBuffer body, int brokerId) {
    return new Proposal(ErrorCode.OK, "", body, 0, 0, "", 0, brokerId);
  }

  /** Concerns consumer groups: nothing of it is remembered here. */
  static Proposal aboutConsumers(DirectBuffer body) {
    return new Proposal(ErrorCode.OK, "", body, 0, 0, "", 0, NO_BROKER);
  }

  /** Tells whether there is an entry to propose. */
  public boolean isAccepted() {
    return body != null;
  }

  /** Returns the length of the entry's body in bytes; 0 where refused. */
  public int length() {
    return body == null ? 0 : body.capacity();
  }
}
