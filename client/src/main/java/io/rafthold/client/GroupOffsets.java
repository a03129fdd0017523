package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.OffsetSpec;

/** Finds out which offset a start is in a partition, on the caller's thread. */
final class GroupOffsets {
  private final AdminCalls calls;

  GroupOffsets(AdminCalls calls) {
    this.calls = calls;
  }

  /**
   * Asks the partition's leader.
   *
   * @throws OffsetOutOfRangeException where the log has no such offset
   */
  long find(TopicPartition partition, int groupId, Start start, Deadline deadline) {
    final String what = "looking up " + start + " in " + partition;
    final OffsetSpec spec = specOf(start);
    final long timestampNs = start instanceof Start.AtTimestamp at ? at.timestampNs() : 0;
    final Reply reply =
        calls
            .ask(
                what,
                groupId,
                Call.leaderOf(groupId),
                (requests, correlationId) ->
                    requests.offsets(correlationId, groupId, spec, timestampNs, false),
                deadline)
            .reply();
    if (!(reply instanceof Reply.Offsets offsets) || offsets.code() != ErrorCode.OK) {
      throw Failures.refused(reply.code(), what, reply.message());
    }
    if (!(start instanceof Start.AtOffset at)) {
      return offsets.foundOffset();
    }
    if (at.offset() < offsets.startOffset() || at.offset() > offsets.endOffset()) {
      throw new OffsetOutOfRangeException(
          partition, at.offset(), offsets.startOffset(), offsets.endOffset());
    }
    return at.offset();
  }

  private static OffsetSpec specOf(Start start) {
    if (start instanceof Start.AtTimestamp) {
      return OffsetSpec.TIMESTAMP;
    }
    return start instanceof Start.Earliest ? OffsetSpec.EARLIEST : OffsetSpec.LATEST;
  }
}
