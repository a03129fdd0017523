package io.rafthold.metadata;

import io.rafthold.protocol.NameRule;
import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.ErrorCode;

/** Says what is wrong with what clients want of consumer groups. Stateless. */
final class GroupWishes {
  /** What is said of a wish that was not carried out, or perhaps was. */
  static final String CHANGED = "the group or the leader changed meanwhile: try again";

  private GroupWishes() {}

  /** Returns the refusal of a wish to join by what it says itself, or null. */
  static GroupAnswer refusal(GroupJoin join) {
    final GroupAnswer ofName = refusal(join.group());
    if (ofName != null) {
      return ofName;
    }
    if (join.topics().isEmpty() || join.topics().size() > GroupLimits.MAX_TOPICS) {
      return invalid(
          join.topics().size() + " topics: name 1 to " + GroupLimits.MAX_TOPICS + " of them");
    }
    for (final String topic : join.topics()) {
      final String error = TopicName.error(topic);
      if (error != null) {
        return GroupAnswer.refused(ErrorCode.INVALID_TOPIC, error);
      }
    }
    final int timeoutMs = join.sessionTimeoutMs();
    if (timeoutMs != 0
        && (timeoutMs < GroupLimits.MIN_SESSION_TIMEOUT_MS
            || timeoutMs > GroupLimits.MAX_SESSION_TIMEOUT_MS)) {
      return invalid(
          "a session timeout of "
              + timeoutMs
              + " ms is out of range: use "
              + GroupLimits.MIN_SESSION_TIMEOUT_MS
              + " to "
              + GroupLimits.MAX_SESSION_TIMEOUT_MS);
    }
    if (join.strategy() == AssignmentStrategy.NULL_VAL
        || join.strategy() == AssignmentStrategy.SBE_UNKNOWN) {
      return invalid("the assignment strategy is not known: use 0 (range) or 1 (sticky)");
    }
    return null;
  }

  /** Returns the refusal of a group's name, or null. */
  static GroupAnswer refusal(String group) {
    return NameRule.isValid(group)
        ? null
        : invalid(
            "the group name "
                + TopicName.quoted(group)
                + " cannot be: use 1 to "
                + NameRule.MAX_LENGTH
                + " letters a to z and A to Z, digits, '.', '_' and '-'");
  }

  /** Puts a refusal of the state into words. */
  static GroupAnswer refused(ErrorCode code, GroupJoin join, ConsumerGroup group) {
    return switch (code) {
      case INVALID_ARGUMENT ->
          GroupAnswer.refused(
              code,
              group == null
                  ? "the members of the group want other topics or another strategy"
                  : "the members of the group read "
                      + group.topics()
                      + " by "
                      + group.strategy()
                      + ", not "
                      + join.topics()
                      + " by "
                      + join.strategy()
                      + ": join alike, stop them first, or use another group");
      case OVERLOADED ->
          GroupAnswer.refused(
              code,
              "the group has "
                  + GroupLimits.MAX_MEMBERS
                  + " members, or the cluster "
                  + GroupLimits.MAX_GROUPS
                  + " groups or "
                  + GroupLimits.MAX_MEMBERS_IN_ALL
                  + " members, or is not ready: try again later");
      default -> GroupAnswer.refused(code, CHANGED);
    };
  }

  static GroupAnswer unknownMember(long memberId) {
    return GroupAnswer.refused(
        ErrorCode.UNKNOWN_MEMBER,
        "there is no member "
            + Long.toHexString(memberId)
            + " in the group, perhaps since it was silent for too long: join anew");
  }

  private static GroupAnswer invalid(String message) {
    return GroupAnswer.refused(ErrorCode.INVALID_ARGUMENT, message);
  }
}
