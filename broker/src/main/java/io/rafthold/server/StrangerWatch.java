package io.rafthold.server;

import io.rafthold.metadata.BrokerRegistry;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.partition.Replica;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of this broker where the cluster does not take it for one of its own, which it
 * cannot be told by those that drop its messages: it is silence that shows it. One line a minute.
 */
final class StrangerWatch {
  private static final Logger LOGGER = LoggerFactory.getLogger(StrangerWatch.class);
  private static final long LOOK_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(3);
  private static final long REPORT_INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);

  private final ClusterMember self;
  private final ReplicaGate gate;
  private final BrokerRegistry registry;
  private final Replica metadata;
  private long nextLookNs = Long.MIN_VALUE;
  private long strangeSinceNs;
  private long nextReportNs;
  private boolean isStrange;

  StrangerWatch(
      ClusterMember self, ReplicaGate gate, BrokerRegistry registry, Replica metadataReplica) {
    this.self = self;
    this.gate = gate;
    this.registry = registry;
    this.metadata = metadataReplica;
  }

  void doWork(long nowNs) {
    if (nowNs < nextLookNs) {
      return;
    }
    nextLookNs = nowNs + LOOK_INTERVAL_NS;
    final String remark = remark();
    if (remark == null) {
      isStrange = false;
      return;
    }
    if (!isStrange) {
      isStrange = true;
      strangeSinceNs = nowNs;
      nextReportNs = nowNs + PATIENCE_NS;
    }
    if (nowNs - nextReportNs >= 0) {
      nextReportNs = nowNs + REPORT_INTERVAL_NS;
      LOGGER.warn("for {} s: {}", TimeUnit.NANOSECONDS.toSeconds(nowNs - strangeSinceNs), remark);
    }
  }

  /** Returns what an operator should know, or null where all is as it should be. */
  private String remark() {
    if (gate.isOpen()) {
      final boolean isGone =
          registry.isRemoved(self.id())
              || (registry.isLeaving(self.id()) && metadata.leaderId() < 0);
      return isGone
          ? "broker "
              + self.id()
              + " was removed from the cluster: stop it; what it held is on the others"
          : null;
    }
    if (!metadata.membership().isVoter(self.id()) && metadata.leaderId() < 0) {
      return "broker "
          + self.id()
          + " is a member of nothing yet: run `rafthold cluster add "
          + self.id()
          + " "
          + self.host()
          + ":"
          + self.peerPort()
          + ":"
          + self.clientPort()
          + "` against the cluster";
    }
    return metadata.leaderId() >= 0 && metadata.log().lastIndex() == 0
        ? "broker "
            + metadata.leaderId()
            + " leads the cluster and ignores this broker's answers: was its data.dir wiped or"
            + " swapped? Then `cluster remove "
            + self.id()
            + "`, and `cluster add` it under a new broker.id with cluster.join: true"
        : null;
  }
}
