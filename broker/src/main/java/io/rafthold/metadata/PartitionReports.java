package io.rafthold.metadata;

import io.rafthold.partition.PeerLink;
import io.rafthold.partition.PeerMessageHandler;
import io.rafthold.partition.PeerRegistry;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageCursor;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.PartitionReportDecoder;
import io.rafthold.protocol.codec.PartitionReportEncoder;
import io.rafthold.raft.Membership;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Carries what leaders of partitions have to report to the leader of group 0, and takes such
 * reports out of what comes from the other brokers; everything else goes on to the next handler.
 * Lossy, as all between brokers: a report is repeated until the metadata shows it.
 *
 * <p>One thread, the partition agent's.
 */
public final class PartitionReports implements PeerMessageHandler {
  /** Takes a report; it may be late, repeated, or made up by a broker that lags. */
  @FunctionalInterface
  interface Receiver {
    /**
     * A partition's leader reported.
     *
     * @param groupId of the partition
     * @param membershipIndex of the committed membership
     * @param preferredBroker who should lead from now on, or {@link #NO_PREFERENCE}
     * @param voters of that membership
     */
    void onReport(int groupId, long membershipIndex, int preferredBroker, int... voters);
  }

  /** In a report that asks for no other preferred leader. */
  static final int NO_PREFERENCE = -1;

  private final long clusterHash;
  private final int self;
  private final int directoryHash;
  private final PeerRegistry peers;
  private final PeerLink link;
  private final PeerMessageHandler next;
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder headerOut = new MessageHeaderEncoder();
  private final MessageHeaderDecoder headerIn = new MessageHeaderDecoder();
  private final PartitionReportEncoder out = new PartitionReportEncoder();
  private final PartitionReportDecoder in = new PartitionReportDecoder();
  private final MessageCursor cursor = new MessageCursor();
  private Receiver receiver;
  private long refused;

  /**
   * Creates the reports of one broker; {@link #attach} completes them.
   *
   * @param clusterHash in every message of the cluster
   * @param self this broker
   * @param directoryHash of its data directory
   * @param peers tells who may be believed
   * @param link the way to the others
   * @param next takes all other messages
   */
  public PartitionReports(
      long clusterHash,
      int self,
      int directoryHash,
      PeerRegistry peers,
      PeerLink link,
      PeerMessageHandler next) {
    this.clusterHash = clusterHash;
    this.self = self;
    this.directoryHash = directoryHash;
    this.peers = peers;
    this.link = link;
    this.next = next;
  }

  /** Names who takes reports while this broker leads group 0. */
  void attach(Receiver reportReceiver) {
    receiver = reportReceiver;
  }

  /** Reports to the leader of group 0, which may be this broker. */
  void report(
      int metadataLeader,
      int groupId,
      long term,
      Membership membership,
      long membershipIndex,
      int preferredBroker) {
    if (metadataLeader == self) {
      receiver.onReport(groupId, membershipIndex, preferredBroker, votersOf(membership));
    } else if (metadataLeader >= 0) {
      final int length =
          encode(metadataLeader, groupId, term, membership, membershipIndex, preferredBroker);
      link.offer(metadataLeader, buffer, 0, length);
    }
  }

  private int encode(
      int to,
      int groupId,
      long term,
      Membership membership,
      long membershipIndex,
      int preferredBroker) {
    out.wrapAndApplyHeader(buffer, 0, headerOut)
        .groupId(groupId)
        .term(term)
        .membershipIndex(membershipIndex)
        .preferredBroker(preferredBroker);
    out.route()
        .clusterHash(clusterHash)
        .groupId(MetadataState.METADATA_GROUP_ID)
        .fromBroker(self)
        .toBroker(to)
        .directoryHash(directoryHash);
    final PartitionReportEncoder.VotersEncoder voters = out.votersCount(membership.voterCount());
    for (int i = 0; i < membership.voterCount(); i++) {
      voters.next().brokerId(membership.voterAt(i));
    }
    final PartitionReportEncoder.LearnersEncoder learners =
        out.learnersCount(membership.learnerCount());
    for (int i = 0; i < membership.learnerCount(); i++) {
      learners.next().brokerId(membership.learnerAt(i));
    }
    return MessageFrame.HEADER_LENGTH + out.encodedLength();
  }

  @Override
  public void onPeerMessage(DirectBuffer message, int position, int length) {
    final int templateId = MessageFrame.templateId(message, position, length);
    if (templateId == PartitionReportDecoder.TEMPLATE_ID) {
      onReport(message, position, length);
    } else {
      next.onPeerMessage(message, position, length);
    }
  }

  private void onReport(DirectBuffer message, int position, int length) {
    final int learners;
    try {
      cursor.wrap(message, position, length, PartitionReportDecoder.BLOCK_LENGTH);
      walkBrokers(PartitionReportDecoder.VotersDecoder.sbeBlockLength());
      learners = walkBrokers(PartitionReportDecoder.LearnersDecoder.sbeBlockLength());
    } catch (final MalformedException malformed) {
      refused++;
      return;
    }
    in.wrapAndApplyHeader(message, position, headerIn);
    final boolean isForThis =
        in.route().clusterHash() == clusterHash && in.route().toBroker() == self;
    if (!isForThis
        || learners > 0
        || !peers.isPeer(in.route().fromBroker(), in.route().directoryHash())) {
      refused++;
      return;
    }
    final int groupId = in.groupId();
    final long membershipIndex = in.membershipIndex();
    final int preferredBroker = in.preferredBroker();
    final PartitionReportDecoder.VotersDecoder group = in.voters();
    final int[] voters = new int[group.count()];
    for (int i = 0; i < voters.length; i++) {
      voters[i] = group.next().brokerId();
    }
    receiver.onReport(groupId, membershipIndex, preferredBroker, voters);
  }

  private int walkBrokers(int leastBlockLength) {
    final int count = cursor.group(leastBlockLength);
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(block);
    }
    return count;
  }

  private static int[] votersOf(Membership membership) {
    final int[] voters = new int[membership.voterCount()];
    for (int i = 0; i < voters.length; i++) {
      voters[i] = membership.voterAt(i);
    }
    return voters;
  }

  /** Returns how many reports were dropped as damaged, foreign or of an unknown sender. */
  public long refusedCount() {
    return refused;
  }
}
