package io.rafthold.server;

import java.util.List;

/** Checks that settings, each fine by itself, also fit together. */
final class ConfigChecks {
  /** Room of a transport message around the batch it carries. */
  private static final int MESSAGE_OVERHEAD_BYTES = 4 << 10;

  /** Aeron's messages are at most this part of a term. */
  private static final int TERM_PER_MESSAGE = 8;

  private static final int HEARTBEATS_PER_ELECTION_TIMEOUT = 3;
  private static final int BATCHES_PER_SEGMENT = 2;

  private ConfigChecks() {}

  static void check(BrokerConfig config) {
    checkHeartbeat(config);
    checkMessageSize(config);
    checkSegmentSize(config);
    checkInflight(config);
    checkJoin(config);
    checkCpus(config);
  }

  private static void checkJoin(BrokerConfig config) {
    if (config.isJoining() && config.members().size() == 1) {
      throw config.refused(
          Settings.JOIN.key(),
          "without another broker in cluster.members, there is no cluster to join; name those that"
              + " there are beside this one");
    }
  }

  private static void checkCpus(BrokerConfig config) {
    final List<String> all = config.threads().profile().threads();
    final List<String> ours = config.isDriverEmbedded() ? all : all.subList(0, 1);
    final String misfit = config.threads().cpus().misfit(ours);
    if (misfit != null) {
      throw config.refused(
          Settings.CPUS.key(),
          "does not fit threads.profile = " + config.threads().profile().label() + "; " + misfit);
    }
  }

  private static void checkHeartbeat(BrokerConfig config) {
    final long longestNs = config.electionTimeout().minNs() / HEARTBEATS_PER_ELECTION_TIMEOUT;
    if (config.heartbeatIntervalNs() > longestNs) {
      throw config.refused(
          Settings.HEARTBEAT_INTERVAL.key(),
          "too long for election.timeout = "
              + config.electionTimeout()
              + "; three must fit into its minimum, or followers campaign for no reason");
    }
  }

  private static void checkMessageSize(BrokerConfig config) {
    final int longestBytes = config.termLengthBytes() / TERM_PER_MESSAGE;
    if (config.maxBatchBytes() + MESSAGE_OVERHEAD_BYTES > longestBytes) {
      throw config.refused(
          Settings.RECORD_MAX_BYTES.key(),
          "too large for aeron.term.length = "
              + SizeFormat.format(config.termLengthBytes())
              + ", which takes messages of "
              + SizeFormat.format(longestBytes)
              + "; lower the one or raise the other");
    }
  }

  private static void checkSegmentSize(BrokerConfig config) {
    if (config.segmentBytes() < (long) BATCHES_PER_SEGMENT * config.maxBatchBytes()) {
      throw config.refused(
          Settings.SEGMENT_BYTES.key(),
          "too small for record.max.bytes = "
              + SizeFormat.format(config.maxRecordBytes())
              + "; a segment must hold two of the largest batches");
    }
  }

  private static void checkInflight(BrokerConfig config) {
    if (config.maxInflightBytes() < config.maxBatchBytes()) {
      throw config.refused(
          Settings.INFLIGHT_MAX_BYTES.key(),
          "too small for record.max.bytes = "
              + SizeFormat.format(config.maxRecordBytes())
              + "; it must hold the largest batch, "
              + SizeFormat.format(config.maxBatchBytes()));
    }
  }
}
