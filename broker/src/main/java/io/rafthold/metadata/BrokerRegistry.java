package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.agrona.collections.IntHashSet;

/**
 * The brokers that group 0 knows: which id is out of which data directory, and where it listens.
 *
 * <p>Invariants: an id has one directory from its registration to its removal, whatever else claims
 * it; an id that was removed is never used again. Changed by applied entries alone, alike on every
 * broker; single-threaded.
 */
public final class BrokerRegistry {
  private final TreeMap<Integer, RegisteredBroker> brokers = new TreeMap<>();
  private final IntHashSet leaving = new IntHashSet();
  private final IntHashSet removed = new IntHashSet();

  BrokerRegistry() {}

  /** Returns the broker of an id, or null. */
  public RegisteredBroker broker(int brokerId) {
    return brokers.get(brokerId);
  }

  /** Tells whether a broker is registered with its data directory. */
  public boolean isHeard(int brokerId) {
    final RegisteredBroker broker = brokers.get(brokerId);
    return broker != null && broker.isHeard();
  }

  /** Returns a live view of all registered brokers, in the order of their ids. */
  public Collection<RegisteredBroker> brokers() {
    return Collections.unmodifiableCollection(brokers.values());
  }

  /** Tells whether a broker of that id was removed. */
  public boolean isRemoved(int brokerId) {
    return removed.contains(brokerId);
  }

  /** Returns the ids that were removed, in rising order. */
  public int[] removedIds() {
    return removed.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  /** Tells whether a broker is being removed: it gets no replica any more. */
  public boolean isLeaving(int brokerId) {
    return leaving.contains(brokerId);
  }

  /** Returns the ids that are being removed, in rising order. */
  public int[] leavingIds() {
    return leaving.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  /**
   * Returns all brokers of the cluster: the registered ones, and of the configured ones those that
   * were neither registered nor removed yet. Of one that is both, the configured address counts, so
   * that a cluster can be moved to other addresses while it is down.
   *
   * @param configured the members that this broker's configuration names
   * @return a copy, in the order of ids
   */
  public List<ClusterMember> members(List<ClusterMember> configured) {
    final TreeMap<Integer, ClusterMember> members = new TreeMap<>();
    brokers.forEach((id, broker) -> members.put(id, broker.member()));
    for (final ClusterMember member : configured) {
      if (!isRemoved(member.id())) {
        members.put(member.id(), member);
      }
    }
    return new ArrayList<>(members.values());
  }

  /** Returns the ids of all brokers that may get replicas, in rising order. */
  int[] placeable(List<ClusterMember> configured) {
    return members(configured).stream()
        .mapToInt(ClusterMember::id)
        .filter(id -> !isLeaving(id))
        .toArray();
  }

  /** Registers a broker, or completes or moves a registration. */
  ErrorCode register(ClusterMember member, int directoryHash) {
    if (isRemoved(member.id())) {
      return ErrorCode.UNKNOWN_BROKER;
    }
    final RegisteredBroker known = brokers.get(member.id());
    if (known != null && known.isHeard() && known.directoryHash() != directoryHash) {
      // The first directory wins: whoever comes with another one has forgotten what it promised.
      return ErrorCode.INVALID_ARGUMENT;
    }
    brokers.put(member.id(), new RegisteredBroker(member, directoryHash));
    return ErrorCode.OK;
  }

  /** Begins a removal; a broker that the configuration names may be removed before it was heard. */
  ErrorCode leave(int brokerId) {
    if (isRemoved(brokerId)) {
      return ErrorCode.UNKNOWN_BROKER;
    }
    leaving.add(brokerId);
    return ErrorCode.OK;
  }

  /** Ends a removal. */
  ErrorCode remove(int brokerId) {
    if (!leaving.remove(brokerId)) {
      return ErrorCode.UNKNOWN_BROKER;
    }
    brokers.remove(brokerId);
    removed.add(brokerId);
    return ErrorCode.OK;
  }
}
