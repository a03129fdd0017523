package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;

/**
 * What a member of a consumer group is told.
 *
 * @param code {@code OK}, or why it is refused
 * @param message of a refusal what was wrong, with the value, and what to do; else empty
 * @param group of the member; null unless OK, and to be read at once
 * @param member null unless OK
 * @param heartbeatMs when to send the next heartbeat, in milliseconds from now
 */
public record GroupAnswer(
    ErrorCode code, String message, ConsumerGroup group, GroupMember member, int heartbeatMs) {
  static GroupAnswer refused(ErrorCode code, String message) {
    return new GroupAnswer(code, message, null, null, 0);
  }

  static GroupAnswer of(ConsumerGroup group, GroupMember member, int heartbeatMs) {
    return new GroupAnswer(ErrorCode.OK, "", group, member, heartbeatMs);
  }
}
