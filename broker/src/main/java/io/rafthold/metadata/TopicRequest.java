package io.rafthold.metadata;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;

/** Checks what a client asks of a new topic, and fills in what it left open. Package's own. */
final class TopicRequest {
  private final MetadataDefaults defaults;
  private int brokers;

  TopicRequest(MetadataDefaults defaults) {
    this.defaults = defaults;
  }

  /** Sets how many brokers there are that may get replicas. */
  void brokers(int count) {
    brokers = count;
  }

  /** Returns the refusal, or null where there is nothing to refuse. */
  Proposal refusal(
      String name, int partitions, int replicas, long segmentBytes, AckLevelCode ackLevel) {
    final String nameError = TopicName.error(name);
    if (nameError != null) {
      return Proposal.refused(ErrorCode.INVALID_TOPIC, nameError);
    }
    if (partitions < 1 || partitions > MetadataLimits.MAX_PARTITIONS) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "partitions "
              + partitions
              + " is out of range: use 1 to "
              + MetadataLimits.MAX_PARTITIONS);
    }
    if (replicas < 0 || replicas > mostReplicas()) {
      return Proposal.refused(ErrorCode.INVALID_REPLICATION, replicasError(replicas));
    }
    if (segmentBytes != 0
        && (segmentBytes < MetadataLimits.MIN_SEGMENT_BYTES
            || segmentBytes > MetadataLimits.MAX_SEGMENT_BYTES)) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "segment bytes "
              + segmentBytes
              + " is out of range: use "
              + MetadataLimits.MIN_SEGMENT_BYTES
              + " to "
              + MetadataLimits.MAX_SEGMENT_BYTES
              + ", or 0 for the default, "
              + defaults.segmentBytes());
    }
    if (ackLevel != AckLevelCode.TOPIC_DEFAULT
        && ackLevel != AckLevelCode.QUORUM
        && ackLevel != AckLevelCode.QUORUM_SYNC) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "the ack level's code is not known: use 0 (default), 1 (quorum) or 2 (quorum-sync)");
    }
    return null;
  }

  int replicas(int requested) {
    return requested == 0 ? Math.min(defaults.replicas(), mostReplicas()) : requested;
  }

  long segmentBytes(long requested) {
    return requested == 0 ? defaults.segmentBytes() : requested;
  }

  AckLevel ackLevel(AckLevelCode requested) {
    return switch (requested) {
      case QUORUM -> AckLevel.QUORUM;
      case QUORUM_SYNC -> AckLevel.QUORUM_SYNC;
      default -> defaults.ackLevel();
    };
  }

  /** An even number costs a disk more than the odd one below it, and survives no more failures. */
  static String warning(int replicas) {
    return replicas % 2 != 0
        ? ""
        : "replicas "
            + replicas
            + " is even: it survives the loss of "
            + (replicas - 1) / 2
            + ", no more than "
            + (replicas - 1)
            + " would; use an odd number";
  }

  private int mostReplicas() {
    return Math.min(brokers, MetadataLimits.MAX_REPLICAS);
  }

  private String replicasError(int replicas) {
    final String range = mostReplicas() == 1 ? "use 1" : "use 1 to " + mostReplicas();
    return replicas > brokers
        ? "replicas "
            + replicas
            + " is more than the cluster's brokers, of which there are "
            + brokers
            + ": "
            + range
            + ", or add brokers"
        : "replicas " + replicas + " is out of range: " + range + ", or 0 for the default";
  }
}
