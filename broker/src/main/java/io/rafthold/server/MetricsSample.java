package io.rafthold.server;

import io.rafthold.raft.Role;
import io.rafthold.transport.SessionCounters;
import java.util.List;

/**
 * What a broker's duty cycle knew at one moment. Immutable: made on the duty cycle's thread, read
 * by another.
 *
 * @param broker counts of the whole broker
 * @param transport counts of the transport
 * @param replicas one each, in no order
 */
record MetricsSample(BrokerCounts broker, TransportCounts transport, List<ReplicaSample> replicas) {

  /**
   * Counts of a broker since its start, but where it says otherwise.
   *
   * @param sessions clients that are connected now
   * @param refusedRequests requests of clients that could not be read
   * @param malformedMessages messages of brokers that were dropped as truncated or damaged
   * @param foreignMessages messages that were dropped as not of this protocol, cluster or its
   *     brokers
   * @param strangerMessages of those and of reports, the ones of an unknown broker, or of a known
   *     one out of another data directory
   * @param homelessMessages messages that were dropped for a group that has no replica here
   * @param failedReplicas replicas that have failed and are closed, now
   */
  record BrokerCounts(
      long sessions,
      long refusedRequests,
      long malformedMessages,
      long foreignMessages,
      long strangerMessages,
      long homelessMessages,
      long failedReplicas) {}

  /**
   * Counts of the transport since its start.
   *
   * @param sessions that came and went
   * @param refusedPeerStreams streams to the peer port that were turned away or given up
   */
  record TransportCounts(SessionCounters.Snapshot sessions, long refusedPeerStreams) {}

  /**
   * One replica.
   *
   * @param groupId of its Raft group; 0 is the metadata's
   * @param topic empty for the metadata's
   * @param partition of the topic
   * @param role in its group
   * @param isRejoining whether it may have forgotten entries, and neither votes nor counts
   * @param term its current one
   * @param firstIndex where its log starts
   * @param lastIndex where its log ends, committed or not
   * @param flushedIndex up to which its own log is flushed
   * @param commitIndex highest index known to be committed at the topic's level
   * @param durableIndex highest index known to be flushed on a majority
   * @param startOffset of the first record that it has
   * @param endOffset behind the last record that it has, committed or not
   * @param commitOffset behind the last committed record
   * @param durableOffset behind the last record that a majority has flushed
   * @param possiblyLostIndex highest index that was perhaps committed and lost, or 0
   * @param quarantined files and segments that were set aside as damaged
   */
  record ReplicaSample(
      int groupId,
      String topic,
      int partition,
      Role role,
      boolean isRejoining,
      long term,
      long firstIndex,
      long lastIndex,
      long flushedIndex,
      long commitIndex,
      long durableIndex,
      long startOffset,
      long endOffset,
      long commitOffset,
      long durableOffset,
      long possiblyLostIndex,
      int quarantined) {}
}
