package io.rafthold.session;

import io.rafthold.metadata.BrokerRegistry;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.MetadataState;
import io.rafthold.protocol.codec.BrokerState;
import io.rafthold.raft.Membership;
import java.util.List;

/** Tells which brokers there are, and how far each has come, for whoever asks about the cluster. */
final class BrokerStates {
  private final SessionContext context;

  BrokerStates(SessionContext context) {
    this.context = context;
  }

  List<ClusterMember> members() {
    return registry().members(context.members());
  }

  BrokerState stateOf(int brokerId) {
    final BrokerRegistry registry = registry();
    if (registry.isLeaving(brokerId)) {
      return BrokerState.LEAVING;
    }
    if (registry.broker(brokerId) == null) {
      return BrokerState.CONFIGURED;
    }
    final Membership voters = context.replica().apply(MetadataState.METADATA_GROUP_ID).membership();
    return voters.isVoter(brokerId) ? BrokerState.MEMBER : BrokerState.JOINING;
  }

  private BrokerRegistry registry() {
    return context.metadata().state().registry();
  }
}
