package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.RegisteredBroker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerDirectoryTest {
  private static final int HASH = 7;
  private static final int OTHER_HASH = 8;

  private final List<ClusterMember> configured = List.of(member(0), member(1), member(2));

  @Test
  void aConfiguredBrokerIsBelievedUntilItIsRegistered() {
    final PeerDirectory peers = new PeerDirectory(0, configured, ClusterMemory.NOTHING);

    assertThat(peers.isPeer(1, HASH)).isTrue();
    assertThat(peers.heardHash(1)).isEqualTo(HASH);
    assertThat(peers.isPeer(1, OTHER_HASH)).isTrue();
    assertThat(peers.heardHash(2)).isZero();
    assertThat(peers.refusedCount()).isZero();
  }

  @Test
  void strangersOnesSelfAndNoDirectoryAreRefusedAndCounted() {
    final PeerDirectory peers = new PeerDirectory(0, configured, ClusterMemory.NOTHING);

    assertThat(peers.isPeer(9, HASH)).isFalse();
    assertThat(peers.isPeer(0, HASH)).isFalse();
    assertThat(peers.isPeer(1, 0)).isFalse();
    assertThat(peers.refusedCount()).isEqualTo(3);
  }

  @Test
  void whatIsRememberedCountsFromTheStart() {
    final ClusterMemory memory =
        new ClusterMemory(
            5,
            List.of(new RegisteredBroker(member(1), HASH), new RegisteredBroker(member(4), HASH)),
            List.of(2));
    final PeerDirectory peers = new PeerDirectory(0, configured, memory);

    assertThat(peers.isPeer(1, HASH)).isTrue();
    assertThat(peers.isPeer(1, OTHER_HASH)).as("wiped").isFalse();
    assertThat(peers.isPeer(4, HASH)).as("added later").isTrue();
    assertThat(peers.isPeer(2, HASH)).as("removed, whatever the configuration says").isFalse();
    assertThat(peers.peers()).containsExactly(member(1), member(4));
  }

  @Test
  void aListThatWasEditedLaterBringsNobodyIn() {
    final BrokerConfig config =
        ConfigLoader.load(
            null, Map.of(), List.of("cluster.members=0@h:1:2,1@h:11:12,5@h:21:22", "broker.id=0"));
    final BrokerIdentity founder = new BrokerIdentity(HASH, List.of(0, 1));
    final BrokerIdentity joiner = new BrokerIdentity(HASH, List.of(1));
    final ClusterMemory memory = new ClusterMemory(3, List.of(), List.of());

    assertThat(founder.believed(config, ClusterMemory.NOTHING))
        .extracting(ClusterMember::id)
        .containsExactly(0, 1);
    assertThat(joiner.believed(config, ClusterMemory.NOTHING))
        .extracting(ClusterMember::id)
        .containsExactly(0, 1, 5);
    assertThat(joiner.believed(config, memory)).extracting(ClusterMember::id).containsExactly(1);
  }

  @Test
  void memoryIsReadAsItWasWritten() {
    final ClusterMemory memory =
        new ClusterMemory(
            12,
            List.of(
                new RegisteredBroker(member(1), HASH),
                new RegisteredBroker(new ClusterMember(7, "::1", 1, 2, 3), 0xfedcba98)),
            List.of(2, 3));

    assertThat(ClusterMemory.ofProperties(memory.toProperties())).isEqualTo(memory);
    assertThat(ClusterMemory.ofProperties(ClusterMemory.NOTHING.toProperties()))
        .isEqualTo(ClusterMemory.NOTHING);
  }

  private static ClusterMember member(int id) {
    return new ClusterMember(id, "localhost", 9000 + 10 * id, 9001 + 10 * id, 9002 + 10 * id);
  }
}
