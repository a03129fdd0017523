package io.rafthold.metadata;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

/**
 * What the leader of group 0 does without being asked, a step at a time: it registers the brokers
 * that it hears from. It keeps no memory of its own: a leader that dies in the middle leaves what
 * the next one goes on from.
 *
 * <p>One thread, the partition agent's.
 */
public final class ClusterKeeper {
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ClusterMember self;
  private final int selfHash;
  private final List<ClusterMember> configured;
  private final MetadataGroup metadata;
  private final IntUnaryOperator heardHash;
  private long nextNs = Long.MIN_VALUE;

  /**
   * Creates the keeper of one broker.
   *
   * @param selfHash of its own data directory
   * @param configured the members that its configuration names
   * @param heardHash returns the directory hash that an unregistered broker speaks under, or 0
   */
  public ClusterKeeper(
      ClusterMember self,
      int selfHash,
      List<ClusterMember> configured,
      MetadataGroup metadata,
      IntUnaryOperator heardHash) {
    this.self = self;
    this.selfHash = selfHash;
    this.configured = List.copyOf(configured);
    this.metadata = metadata;
    this.heardHash = heardHash;
  }

  /**
   * Takes the steps that are due.
   *
   * @param nowNs monotonic clock
   * @param epochNs wall clock
   * @return work count
   */
  public int doWork(long nowNs, long epochNs) {
    if (nowNs < nextNs || !metadata.isInCharge()) {
      return 0;
    }
    nextNs = nowNs + INTERVAL_NS;
    return register(epochNs);
  }

  /** Returns when there is something to do even if nothing comes in. */
  public long nextDeadlineNs() {
    return metadata.replica().isLeader() ? nextNs : Long.MAX_VALUE;
  }

  private int register(long epochNs) {
    final BrokerRegistry registry = metadata.state().registry();
    final BrokerChanges changes = metadata.controller().brokers();
    int work = 0;
    for (final ClusterMember member : registry.members(configured)) {
      final RegisteredBroker known = registry.broker(member.id());
      final int hash = hashOf(member.id(), known);
      final boolean isNews = known == null || !known.isHeard() || !known.member().equals(member);
      if (isNews
          && hash != RegisteredBroker.NOT_HEARD
          && !registry.isLeaving(member.id())
          && !changes.isChanging(member.id())) {
        metadata.propose(changes.prepareRegistration(member, hash), epochNs);
        work++;
      }
    }
    return work;
  }

  private int hashOf(int brokerId, RegisteredBroker known) {
    if (known != null && known.isHeard()) {
      return known.directoryHash();
    }
    return brokerId == self.id() ? selfHash : heardHash.applyAsInt(brokerId);
  }
}
