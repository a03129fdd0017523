package io.rafthold.metadata;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;

/** Checks what a client asks of a topic, and fills in what it left open. Package's own. */
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
  Proposal refusal(TopicSpec spec) {
    final String nameError = TopicName.error(spec.name());
    if (nameError != null) {
      return Proposal.refused(ErrorCode.INVALID_TOPIC, nameError);
    }
    if (spec.partitions() < 1 || spec.partitions() > MetadataLimits.MAX_PARTITIONS) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "partitions "
              + spec.partitions()
              + " is out of range: use 1 to "
              + MetadataLimits.MAX_PARTITIONS);
    }
    if (spec.replicas() < 0 || spec.replicas() > mostReplicas()) {
      return Proposal.refused(ErrorCode.INVALID_REPLICATION, replicasError(spec.replicas()));
    }
    if (spec.ackLevel() != AckLevelCode.TOPIC_DEFAULT
        && spec.ackLevel() != AckLevelCode.QUORUM
        && spec.ackLevel() != AckLevelCode.QUORUM_SYNC) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "the ack level's code is not known: use 0 (default), 1 (quorum) or 2 (quorum-sync)");
    }
    return sizesRefusal(spec.segmentBytes(), spec.retentionMs(), spec.retentionBytes());
  }

  /** Returns the refusal of a change, or null where there is nothing to refuse. */
  Proposal refusal(TopicChange change) {
    if (change.isEmpty()) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "nothing is to be changed: name a retention time, retention bytes or segment bytes");
    }
    return sizesRefusal(
        orZero(change.segmentBytes()),
        orZero(change.retentionMs()),
        orZero(change.retentionBytes()));
  }

  /** Returns the refusal of so many partitions in all, or null where there is nothing to refuse. */
  Proposal growthRefusal(Topic topic, int partitions) {
    final int before = topic.partitions().size();
    if (partitions <= before || partitions > MetadataLimits.MAX_PARTITIONS) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "partitions "
              + partitions
              + (partitions > before
                  ? " is out of range: use up to " + MetadataLimits.MAX_PARTITIONS
                  : " is not more than the "
                      + before
                      + " that the topic has: partitions can be added, never taken away"));
    }
    return topic.replicas() > mostReplicas()
        ? Proposal.refused(
            ErrorCode.INVALID_REPLICATION,
            "the topic was created with "
                + topic.replicas()
                + " replicas of each partition, and the cluster has "
                + brokers
                + " brokers: add brokers first")
        : null;
  }

  private static long orZero(long value) {
    return value == TopicChange.AS_IT_IS ? 0 : value;
  }

  private Proposal sizesRefusal(long segmentBytes, long retentionMs, long retentionBytes) {
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
    if (retentionMs != 0
        && (retentionMs < MetadataLimits.MIN_RETENTION_MS
            || retentionMs > MetadataLimits.MAX_RETENTION_MS)) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "a retention time of "
              + retentionMs
              + " ms is out of range: use "
              + MetadataLimits.MIN_RETENTION_MS
              + " to "
              + MetadataLimits.MAX_RETENTION_MS
              + ", or 0 to keep records for ever");
    }
    if (retentionBytes != 0 && retentionBytes < MetadataLimits.MIN_RETENTION_BYTES) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "retention bytes "
              + retentionBytes
              + " is out of range: use "
              + MetadataLimits.MIN_RETENTION_BYTES
              + " or more, or 0 to keep all records");
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
