package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.agrona.collections.IntHashSet;

/**
 * Prepares what the leader of group 0 proposes about brokers; see {@link MetadataController} for
 * how a proposal ends. One thread, the one that applies to the state.
 */
public final class BrokerChanges {
  private static final int MAX_PORT = 65_535;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,253}");

  private final MetadataState state;
  private final List<ClusterMember> configured;
  private final ClusterEntryEncoder encoder = new ClusterEntryEncoder();
  private final IntHashSet changing = new IntHashSet();

  BrokerChanges(MetadataState state, List<ClusterMember> configured) {
    this.state = state;
    this.configured = configured;
  }

  /** Tells whether an entry about the broker is proposed and not yet applied. */
  boolean isChanging(int brokerId) {
    return changing.contains(brokerId);
  }

  /**
   * Prepares the registration of a broker that was heard.
   *
   * @param directoryHash under which it speaks, not 0
   * @return the entry to propose
   */
  Proposal prepareRegistration(ClusterMember member, int directoryHash) {
    changing.add(member.id());
    return Proposal.aboutBroker(encoder.brokerRegistered(member, directoryHash), member.id());
  }

  /**
   * Prepares the addition of a broker, which will then be made a member of group 0.
   *
   * @param member its addresses
   * @return the entry to propose, or a refusal; never null
   */
  public Proposal prepareAdd(ClusterMember member) {
    final String problem = problemOf(member);
    if (problem != null) {
      return Proposal.refused(ErrorCode.INVALID_ARGUMENT, problem);
    }
    final BrokerRegistry registry = state.registry();
    if (registry.isRemoved(member.id())) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "broker " + member.id() + " was removed, and ids are not used twice: use a new id");
    }
    if (registry.isLeaving(member.id()) || changing.contains(member.id())) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "broker " + member.id() + " is being changed: wait until `cluster status` shows it done");
    }
    final List<ClusterMember> members = registry.members(configured);
    for (final ClusterMember other : members) {
      final boolean isRepeated = other.equals(member) && isAwaited(member.id());
      if (other.id() == member.id() && !isRepeated) {
        return Proposal.refused(
            ErrorCode.INVALID_ARGUMENT,
            "there is a broker "
                + other.id()
                + " already, at "
                + addressOf(other)
                + ": use an id that is free");
      }
      if (other.id() != member.id() && sharesAddress(other, member)) {
        return Proposal.refused(
            ErrorCode.INVALID_ARGUMENT,
            "the address "
                + addressOf(member)
                + " shares a port with broker "
                + other.id()
                + " at "
                + addressOf(other)
                + ": give each broker its own ports");
      }
    }
    if (members.size() >= MetadataLimits.MAX_REPLICAS) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "the cluster has " + members.size() + " brokers already, and takes no more");
    }
    changing.add(member.id());
    return Proposal.aboutBroker(
        encoder.brokerRegistered(member, RegisteredBroker.NOT_HEARD), member.id());
  }

  private boolean isAwaited(int brokerId) {
    final RegisteredBroker broker = state.registry().broker(brokerId);
    return broker != null && !broker.isHeard();
  }

  /**
   * Prepares the beginning of a removal: from then on the broker's replicas move away, and when the
   * last is gone it leaves group 0 and the registry.
   *
   * @return the entry to propose, or a refusal; never null
   */
  public Proposal prepareLeave(int brokerId) {
    final int[] staying =
        Arrays.stream(state.registry().placeable(configured))
            .filter(id -> id != brokerId)
            .toArray();
    final boolean isThere =
        state.registry().members(configured).stream().anyMatch(member -> member.id() == brokerId);
    if (!isThere) {
      return Proposal.refused(
          ErrorCode.UNKNOWN_BROKER, "there is no broker " + brokerId + ": " + thereAre());
    }
    if (staying.length == 0) {
      return Proposal.refused(
          ErrorCode.INVALID_REPLICATION,
          "broker " + brokerId + " is the last one: add another before you remove it");
    }
    for (final Topic topic : state.topics()) {
      for (final PartitionPlacement placement : topic.partitions()) {
        if (placement.isOn(brokerId) && placement.replicaCount() > staying.length) {
          return Proposal.refused(ErrorCode.INVALID_REPLICATION, tooFew(topic, placement, staying));
        }
      }
    }
    changing.add(brokerId);
    return Proposal.aboutBroker(encoder.brokerLeaving(brokerId), brokerId);
  }

  /** Prepares the end of a removal. */
  Proposal prepareRemoval(int brokerId) {
    changing.add(brokerId);
    return Proposal.aboutBroker(encoder.brokerRemoved(brokerId), brokerId);
  }

  void end(int brokerId) {
    changing.remove(brokerId);
  }

  void onStepDown() {
    changing.clear();
  }

  private static String tooFew(Topic topic, PartitionPlacement placement, int... staying) {
    return "partition "
        + placement.partition()
        + " of topic "
        + TopicName.quoted(topic.name())
        + " has "
        + placement.replicaCount()
        + " replicas, and only "
        + staying.length
        + (staying.length == 1 ? " broker would" : " brokers would")
        + " be left: add a broker first, or remove a replica";
  }

  /** Says which brokers there are, for refusals. */
  String thereAre() {
    return "the brokers are "
        + state.registry().members(configured).stream()
            .map(member -> Integer.toString(member.id()))
            .collect(Collectors.joining(", "));
  }

  private static String problemOf(ClusterMember member) {
    if (member.id() < 0 || member.id() > ClusterMember.MAX_ID) {
      return "broker id " + member.id() + " is out of range: use 0 to " + ClusterMember.MAX_ID;
    }
    final String host = member.host();
    if (!HOST.matcher(host).matches() || "0.0.0.0".equals(host) || "::".equals(host)) {
      return "'" + host + "' is no host that reaches a broker: write its name or address";
    }
    final int[] ports = {member.peerPort(), member.clientPort(), member.responsePort()};
    for (final int port : ports) {
      if (port < 1 || port > MAX_PORT) {
        return "port " + port + " is out of range: use 1 to " + MAX_PORT;
      }
    }
    return Arrays.stream(ports).distinct().count() < ports.length
        ? "peer, client and response port must differ: " + addressOf(member)
        : null;
  }

  private static boolean sharesAddress(ClusterMember some, ClusterMember other) {
    return some.host().equalsIgnoreCase(other.host())
        && Arrays.stream(portsOf(some))
            .anyMatch(port -> Arrays.stream(portsOf(other)).anyMatch(each -> each == port));
  }

  private static int[] portsOf(ClusterMember member) {
    return new int[] {member.peerPort(), member.clientPort(), member.responsePort()};
  }

  private static String addressOf(ClusterMember member) {
    return member.host()
        + ":"
        + member.peerPort()
        + ":"
        + member.clientPort()
        + ":"
        + member.responsePort();
  }
}
