package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.BrokerInfo;
import io.rafthold.client.BrokerState;
import io.rafthold.client.ClusterDescription;
import io.rafthold.client.DiskInfo;
import io.rafthold.client.PartitionInfo;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.ReplicaCondition;
import io.rafthold.client.ReplicaStatus;
import io.rafthold.client.TopicDescription;
import io.rafthold.client.TopicInfo;
import io.rafthold.client.TopicRetention;
import io.rafthold.protocol.AckLevel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final BrokerInfo UP =
      new BrokerInfo(
          0,
          "127.0.0.1",
          9101,
          9102,
          BrokerState.MEMBER,
          true,
          new DiskInfo(5 << 20, 1 << 20, false));
  private static final BrokerInfo DOWN =
      new BrokerInfo(1, "127.0.0.1", 9111, 9112, BrokerState.MEMBER, false, DiskInfo.UNKNOWN);

  @Test
  void healthIsWhatUsersFeel() {
    assertThat(ClusterReport.health(cluster(0, 0, UP))).isEqualTo(ClusterReport.Health.HEALTHY);
    assertThat(ClusterReport.health(cluster(0, 0, UP, DOWN)))
        .isEqualTo(ClusterReport.Health.DEGRADED);
    assertThat(ClusterReport.health(cluster(0, PartitionInfo.NO_LEADER, UP)))
        .isEqualTo(ClusterReport.Health.UNAVAILABLE);
    assertThat(ClusterReport.health(cluster(PartitionInfo.NO_LEADER, 0, UP)))
        .isEqualTo(ClusterReport.Health.UNAVAILABLE);
  }

  @Test
  void aClusterIsOneJsonDocument() {
    assertThat(ClusterReport.json(cluster(0, 0, UP, DOWN)))
        .isEqualTo(
            """
            {"cluster":"c","health":"degraded","controller":0,"brokers":[\
            {"id":0,"host":"127.0.0.1","clientPort":9101,"responsePort":9102,\
            "state":"member","reachable":true,"leads":1,\
            "diskUsableBytes":5242880,"diskReserveBytes":1048576,"diskFull":false},\
            {"id":1,"host":"127.0.0.1","clientPort":9111,"responsePort":9112,\
            "state":"member","reachable":false,"leads":0,\
            "diskUsableBytes":null,"diskReserveBytes":null,"diskFull":false}],\
            "topics":[{"name":"t","replicas":2,"ack":"quorum","segmentBytes":1024,\
            "retentionMs":0,"retentionBytes":0,\
            "partitions":[{"partition":0,"leader":0,"term":3,"replicas":[0,1]}]}]}""");
  }

  @Test
  void whatIsNotKnownIsADashOrNull() {
    final TopicDescription topic =
        new TopicDescription(
            "t",
            1,
            2,
            1024,
            AckLevel.QUORUM,
            new TopicRetention(Duration.ofDays(7), 10L << 30),
            List.of(
                new PartitionStatus(
                    0,
                    1,
                    PartitionInfo.NO_LEADER,
                    3,
                    List.of(0, 1),
                    List.of(),
                    List.of(),
                    List.of(
                        new ReplicaStatus(0, true, false, ReplicaCondition.SOUND, 3, 0, 9, 8, 7),
                        ReplicaStatus.unreachable(1)))));

    assertThat(TopicReport.text(topic))
        .contains("segments of 1024 bytes, kept for 7d or up to 10GiB of each partition\n")
        .contains("PARTITION  LEADER  TERM  REPLICA  STATE        START  END  COMMIT  DURABLE\n")
        .contains("0          -       3     0        follower     0      9    8       7\n")
        .endsWith("0          -       3     1        unreachable  -      -    -       -");
    assertThat(TopicReport.json(topic))
        .contains("\"segmentBytes\":1024,\"retentionMs\":604800000,\"retentionBytes\":10737418240,")
        .contains("\"leader\":null,\"term\":3")
        .contains(
            "{\"broker\":0,\"state\":\"follower\",\"term\":3,\"startOffset\":0,\"endOffset\":9,"
                + "\"commitOffset\":8,\"durableOffset\":7}")
        .contains("{\"broker\":1,\"state\":\"unreachable\",\"term\":null");
  }

  @Test
  void aReplicaIsCalledByWhatMattersMost() {
    final PartitionStatus moving =
        new PartitionStatus(0, 1, 0, 3, List.of(0, 3, 4), List.of(0, 1), List.of(3), List.of());

    assertThat(TopicReport.state(moving, replica(0, true, ReplicaCondition.SOUND)))
        .isEqualTo("leader");
    assertThat(TopicReport.state(moving, replica(1, false, ReplicaCondition.SOUND)))
        .isEqualTo("leaving");
    assertThat(TopicReport.state(moving, replica(3, false, ReplicaCondition.SOUND)))
        .isEqualTo("learner");
    assertThat(TopicReport.state(moving, replica(4, false, ReplicaCondition.SOUND)))
        .isEqualTo("joining");
    assertThat(TopicReport.state(moving, replica(1, false, ReplicaCondition.REJOINING)))
        .isEqualTo("rejoining");
    assertThat(TopicReport.state(moving, replica(1, false, ReplicaCondition.FAILED)))
        .isEqualTo("failed");
    assertThat(moving.isReached()).isFalse();
  }

  private static ReplicaStatus replica(int broker, boolean leads, ReplicaCondition condition) {
    return new ReplicaStatus(broker, true, leads, condition, 3, 0, 9, 8, 7);
  }

  @Test
  void jsonEscapesWhatMustBe() {
    assertThat(new JsonWriter().beginObject().field("a\"", "\\\u0001\n\u00e9").endObject())
        .hasToString("{\"a\\\"\":\"\\\\\\u0001\\n\u00e9\"}");
  }

  private static ClusterDescription cluster(int controller, int leader, BrokerInfo... brokers) {
    return new ClusterDescription(
        "c",
        controller,
        List.of(brokers),
        List.of(
            new TopicInfo(
                "t",
                1,
                2,
                1024,
                AckLevel.QUORUM,
                TopicRetention.FOR_EVER,
                List.of(new PartitionInfo(0, 1, leader, 3, List.of(0, 1))))),
        List.of());
  }
}
