package io.rafthold.server;

import io.rafthold.metadata.BrokerRegistry;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.RegisteredBroker;
import io.rafthold.partition.PeerRegistry;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Int2IntHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this broker's peers are, where they listen, and out of which directory each may speak. Until
 * a configured broker is registered its id is believed; from then on only its own directory is.
 *
 * <p>One thread, the partition agent's. Asking allocates nothing.
 */
final class PeerDirectory implements PeerRegistry {
  private static final Logger LOGGER = LoggerFactory.getLogger(PeerDirectory.class);
  private static final long REPORT_INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);
  private static final int STRANGER = Integer.MIN_VALUE;

  private final int self;
  private final List<ClusterMember> configured;
  private final Int2IntHashMap knownHashes = new Int2IntHashMap(STRANGER);
  private final Int2IntHashMap heardHashes = new Int2IntHashMap(RegisteredBroker.NOT_HEARD);
  private List<ClusterMember> peers = List.of();
  private int version;
  private long refused;
  private long reportedRefused;
  private long nextReportNs;
  private boolean hasReported;
  private int refusedBroker;
  private int refusedHash;

  PeerDirectory(int self, List<ClusterMember> configured, ClusterMemory memory) {
    this.self = self;
    this.configured = configured;
    final TreeMap<Integer, ClusterMember> members = new TreeMap<>();
    for (final RegisteredBroker broker : memory.brokers()) {
      members.put(broker.id(), broker.member());
      knownHashes.put(broker.id(), broker.directoryHash());
    }
    for (final ClusterMember member : configured) {
      if (!memory.removedIds().contains(member.id())) {
        members.put(member.id(), member);
        knownHashes.putIfAbsent(member.id(), RegisteredBroker.NOT_HEARD);
      }
    }
    take(List.copyOf(members.values()));
  }

  /** Takes over what group 0 says now. */
  void update(BrokerRegistry registry) {
    knownHashes.clear();
    final List<ClusterMember> members = registry.members(configured);
    for (final ClusterMember member : members) {
      final RegisteredBroker broker = registry.broker(member.id());
      knownHashes.put(
          member.id(), broker == null ? RegisteredBroker.NOT_HEARD : broker.directoryHash());
    }
    take(members);
  }

  private void take(List<ClusterMember> members) {
    final List<ClusterMember> others =
        members.stream().filter(member -> member.id() != self).toList();
    if (!others.equals(peers)) {
      peers = others;
      version++;
    }
  }

  @Override
  public boolean isPeer(int brokerId, int directoryHash) {
    final int known = knownHashes.get(brokerId);
    if (brokerId == self || known == STRANGER || directoryHash == RegisteredBroker.NOT_HEARD) {
      return refuse(brokerId, directoryHash);
    }
    if (known == RegisteredBroker.NOT_HEARD) {
      if (heardHashes.get(brokerId) != directoryHash) {
        heardHashes.put(brokerId, directoryHash);
      }
      return true;
    }
    return known == directoryHash || refuse(brokerId, directoryHash);
  }

  private boolean refuse(int brokerId, int directoryHash) {
    refused++;
    refusedBroker = brokerId;
    refusedHash = directoryHash;
    return false;
  }

  /** Returns the directory that an unregistered broker spoke out of last, or 0. */
  int heardHash(int brokerId) {
    return heardHashes.get(brokerId);
  }

  /** Returns the other brokers and where they listen. */
  List<ClusterMember> peers() {
    return peers;
  }

  /** Returns a number that is another one whenever {@link #peers} changed. */
  int version() {
    return version;
  }

  /** Returns how many messages were dropped. */
  long refusedCount() {
    return refused;
  }

  /** Logs what was refused, once a minute at most. */
  void report(long nowNs) {
    if (refused == reportedRefused || (hasReported && nowNs - nextReportNs < 0)) {
      return;
    }
    final long count = refused - reportedRefused;
    reportedRefused = refused;
    hasReported = true;
    nextReportNs = nowNs + REPORT_INTERVAL_NS;
    final String directory = Integer.toHexString(refusedHash);
    if (refusedBroker == self) {
      LOGGER.warn(
          "dropped {} messages of brokers that do not belong here, the last one of another broker"
              + " with this one's id, {} (data directory {}): give each broker its own broker.id",
          count,
          self,
          directory);
    } else if (knownHashes.get(refusedBroker) == STRANGER) {
      LOGGER.warn(
          "dropped {} messages of brokers that do not belong here, the last of broker {} (data"
              + " directory {}), which is not of this cluster (any more): stop it, or bring it in"
              + " by `cluster add` with an id that was never used and an empty data.dir",
          count,
          refusedBroker,
          directory);
    } else {
      LOGGER.warn(
          "dropped {} messages of brokers that do not belong here, the last one of broker {} with"
              + " data directory {}, while it is registered with {}: it has lost what it promised"
              + " (a wiped or swapped disk); `cluster remove {}`, and `cluster add` it under a new"
              + " id, with cluster.join: true and an empty data.dir",
          count,
          refusedBroker,
          directory,
          Integer.toHexString(knownHashes.get(refusedBroker)),
          refusedBroker);
    }
  }
}
