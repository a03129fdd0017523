package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.codec.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdminTest {
  private final ScriptedCluster cluster = new ScriptedCluster(3, Faults.none());
  private final ClientRuntime client = cluster.client(5_000_000_000L);
  private final Admin admin = client.admin();

  @Test
  void createsListsDescribesAndDeletes() {
    cluster.controller = 2;
    final TopicInfo created = admin.createTopic(new NewTopic("a", 2).withReplicas(3));
    assertThat(created.partitions()).hasSize(2);
    admin.createTopic(new NewTopic("b", 1));
    assertThat(admin.listTopics()).extracting(TopicInfo::name).containsExactly("a", "b");

    cluster.brokers.get(1).isSilent = true;
    final TopicDescription described = admin.describeTopic("a");
    assertThat(described.partitions().get(0).leader()).isZero();
    assertThat(described.partitions().get(0).replicas())
        .extracting(ReplicaStatus::reachable)
        .containsExactly(true, false, true);

    admin.deleteTopic("a");
    assertThatThrownBy(() -> admin.describeTopic("a"))
        .isInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("'a'");
    assertThatThrownBy(() -> admin.deleteTopic("a")).isInstanceOf(UnknownTopicException.class);
  }

  @Test
  void altersWhatIsNamedAndSaysWhatStays() {
    cluster.controller = 1;
    admin.createTopic(new NewTopic("a", 1).withRetentionTime(Duration.ofDays(1)));

    admin.alterTopic("a", TopicChange.none().withRetentionTime(Duration.ofHours(2)));
    admin.alterTopic("a", TopicChange.none().withRetentionBytes(0).withSegmentBytes(1 << 20));

    assertThat(cluster.changes).containsExactly("a 7200000/-1/-1", "a -1/0/1048576");
    assertThatThrownBy(() -> admin.alterTopic("b", TopicChange.none().withRetentionBytes(0)))
        .isInstanceOf(UnknownTopicException.class);
    assertThatThrownBy(() -> TopicChange.none().withRetentionTime(Duration.ofNanos(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0.000000005S");
  }

  @Test
  void refusalsAreTheirOwnExceptions() {
    admin.createTopic(new NewTopic("a", 1));

    assertThatThrownBy(() -> admin.createTopic(new NewTopic("a", 1)))
        .isInstanceOf(TopicExistsException.class)
        .hasMessageContaining("creating topic 'a'");
    assertThatThrownBy(() -> admin.createTopic(new NewTopic("b", 1).withReplicas(4)))
        .isInstanceOf(InvalidReplicationException.class);
  }

  @Test
  void aCreationWhoseAnswerWasLostSucceedsWhenItIsRepeatedInside() {
    loseTheFirstAnswers();

    assertThat(admin.createTopic(new NewTopic("a", 3)).partitions()).hasSize(3);
  }

  private void loseTheFirstAnswers() {
    admin.listTopics();
    cluster.faults.dropReply = 1000;
    final long reviveNs = cluster.clock.nanoTime() + 1_500_000_000L;
    cluster.onCycle =
        () -> {
          if (cluster.clock.nanoTime() > reviveNs) {
            cluster.faults.calm();
          }
        };
  }

  @Test
  void creationWaitsForLeaders() {
    admin.createTopic(new NewTopic("x", 1));
    cluster.onCycle =
        () ->
            cluster.topics.forEach(
                (name, partitions) ->
                    partitions.forEach(
                        each -> each.leader = cluster.clock.nanoTime() > 4_000_000_000L ? 1 : -1));

    final TopicInfo created = admin.createTopic(new NewTopic("late", 1));

    assertThat(created.partitions().get(0).leader()).isOne();
  }

  @Test
  void creationSaysHowManyPartitionsHaveNoLeaderInTime() {
    cluster.onCycle =
        () -> cluster.topics.values().forEach(partitions -> partitions.get(1).leader = -1);

    assertThatThrownBy(
            () -> admin.withTimeout(Duration.ofSeconds(1)).createTopic(new NewTopic("late", 3)))
        .isInstanceOf(NoQuorumException.class)
        .hasMessageStartingWith(
            "topic 'late' was changed, and is not to be changed again; 2 of its 3");
  }

  @Test
  void creationThatLosesAllBrokersBehindItSaysBoth() {
    admin.listTopics();
    final long endNs = cluster.clock.nanoTime() + 2_000_000_000L;
    cluster.onCycle =
        () -> {
          cluster.topics.values().forEach(all -> all.forEach(each -> each.leader = -1));
          if (cluster.clock.nanoTime() > endNs) {
            cluster.brokers.forEach(each -> each.isUp = false);
          }
        };

    assertThatThrownBy(
            () -> admin.withTimeout(Duration.ofSeconds(20)).createTopic(new NewTopic("late", 1)))
        .isInstanceOf(UnreachableException.class)
        .hasMessageStartingWith("topic 'late' was changed; then no broker answered");
  }

  @Test
  void aCreationWhoseAnswerWasLostDoesNotTakeAnothersTopicForItsOwn() {
    cluster.withTopic("a", 2);
    loseTheFirstAnswers();

    assertThatThrownBy(() -> admin.createTopic(new NewTopic("a", 3)))
        .isInstanceOf(TopicExistsException.class);
  }

  @Test
  void theClusterIsDescribedWithWhoIsThere() {
    cluster.withTopic("t", 1);
    cluster.brokers.get(2).isUp = false;

    final ClusterDescription described = admin.describeCluster();

    assertThat(described.clusterId()).isEqualTo("scripted");
    assertThat(described.controller()).isZero();
    assertThat(described.brokers())
        .extracting(BrokerInfo::reachable)
        .containsExactly(true, true, false);
    assertThat(described.topics()).extracting(TopicInfo::name).containsExactly("t");
  }

  @Test
  void withoutAControllerThereIsNoQuorumAndWithoutBrokersNobody() {
    cluster.controller = -1;
    assertThatThrownBy(
            () -> admin.withTimeout(Duration.ofSeconds(1)).createTopic(new NewTopic("a", 1)))
        .isInstanceOf(NoQuorumException.class)
        .hasMessageContaining("creating topic 'a'")
        .hasMessageContaining("it was not done");
    cluster.brokers.forEach(broker -> broker.isUp = false);
    assertThatThrownBy(() -> admin.withTimeout(Duration.ofSeconds(1)).listTopics())
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("reachable brokers 0 of 3");
  }

  @Test
  void aBadAddressDoesNotStopTheGoodOnes() {
    final ClientRuntime other =
        cluster.client(
            5_000_000_000L,
            List.of(
                new Endpoint("localhost", 9990, 9991),
                new Endpoint("localhost", ScriptedCluster.FIRST_PORT, 9001)));

    assertThat(other.admin().listTopics()).isEmpty();
  }

  @Test
  void changesOfBrokersAndReplicasFindTheController() {
    cluster.withTopic("t", 1);
    cluster.controller = 2;

    admin.addBroker(new NewBroker(7, "localhost", 1, 2));
    admin.removeBroker(1);
    admin.addReplica("t", 0, 7);
    admin.removeReplica("t", 0, 1);
  }

  @Test
  void refusedChangesAreTheirOwnExceptions() {
    cluster.withTopic("t", 1);
    cluster.administered = ErrorCode.UNKNOWN_BROKER;
    assertThatThrownBy(() -> admin.removeBroker(9))
        .isInstanceOf(UnknownBrokerException.class)
        .hasMessageContaining("removing broker 9: said no");
    cluster.administered = ErrorCode.INVALID_ARGUMENT;
    assertThatThrownBy(() -> admin.addReplica("t", 0, 1))
        .isInstanceOf(InvalidRequestException.class);
    cluster.administered = ErrorCode.INVALID_REPLICATION;
    assertThatThrownBy(() -> admin.removeReplica("t", 0, 1))
        .isInstanceOf(InvalidReplicationException.class);
    assertThatThrownBy(() -> admin.addReplica("t", 3, 1))
        .isInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("no partition 3");
  }

  @Test
  void aLeaderThatHandsOverIsWaitedFor() {
    cluster.withTopic("t", 1);
    final int before = cluster.topics.get("t").get(0).leader;

    admin.transferLeadership("t", 0, (before + 1) % 3);

    assertThat(cluster.topics.get("t").get(0).leader).isEqualTo((before + 1) % 3);
  }

  @Test
  void aLeaderThatCannotHandOverIsAskedUntilTheDeadline() {
    cluster.withTopic("t", 1);
    cluster.administered = ErrorCode.CHANGE_IN_PROGRESS;

    assertThatThrownBy(() -> admin.withTimeout(Duration.ofSeconds(1)).transferLeadership("t", 0, 2))
        .isInstanceOf(RequestTimeoutException.class)
        .hasMessageContaining("said no");
  }

  @Test
  void badSettingsAreReportedAtOnce() {
    assertThatThrownBy(
            () ->
                RaftholdClient.builder()
                    .bootstrap("nowhere,host:70000, [::1]:9000")
                    .requestTimeout(Duration.ZERO)
                    .clientName("")
                    .build())
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("4 bad settings")
        .hasMessageContaining("'nowhere'")
        .hasMessageContaining("'host:70000'")
        .hasMessageContaining("requestTimeout PT0S")
        .hasMessageContaining("clientName");
  }
}
