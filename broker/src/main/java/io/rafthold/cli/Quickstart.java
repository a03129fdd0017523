package io.rafthold.cli;

import io.rafthold.cli.EventFile.Event;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.NewTopic;
import io.rafthold.client.PartitionInfo;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.ReplicaStatus;
import io.rafthold.client.TopicInfo;
import io.rafthold.log.GroupVerification;
import io.rafthold.log.LogVerifier;
import io.rafthold.server.StoppedReplicas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The story itself: three brokers, a topic, events; the leader dies in the middle; everything is
 * still there, once, everywhere.
 */
final class Quickstart {
  private static final String TOPIC = "earthquakes";
  private static final int BROKERS = 3;
  private static final int PARTITIONS = 3;
  private static final int REPLAYED_PARTITION = 1;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final long CATCH_UP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LoopbackCluster cluster;
  private final List<Event> events;
  private final Consumer<String> narrator;
  private final long startNs = System.nanoTime();

  private Quickstart(LoopbackCluster cluster, List<Event> events, Consumer<String> narrator) {
    this.cluster = cluster;
    this.events = events;
    this.narrator = narrator;
  }

  /** Prepares the cluster, which the caller closes. */
  static LoopbackCluster cluster(Path directory) {
    return new LoopbackCluster(directory, BROKERS);
  }

  /**
   * Runs the story.
   *
   * @param cluster not started yet
   * @param narrator told each step
   */
  static QuickstartReport run(
      LoopbackCluster cluster, List<Event> events, Consumer<String> narrator) {
    return new Quickstart(cluster, events, narrator).run();
  }

  private QuickstartReport run() {
    narrator.accept("starting " + BROKERS + " broker processes on loopback");
    cluster.startAll();
    try (RaftholdClient client =
        RaftholdClient.builder()
            .bootstrap(cluster.bootstrap())
            .clientName("rafthold-quickstart")
            .requestTimeout(REQUEST_TIMEOUT)
            .build()) {
      narrator.accept("creating topic " + TOPIC + ": 3 partitions, 3 replicas of each");
      final TopicInfo topic =
          client.admin().createTopic(new NewTopic(TOPIC, PARTITIONS).withReplicas(BROKERS));
      return produceAndCheck(client, topic);
    }
  }

  private QuickstartReport produceAndCheck(RaftholdClient client, TopicInfo topic) {
    final int half = events.size() / 2;
    try (EventSender sender = new EventSender(client, TOPIC)) {
      narrator.accept("producing " + events.size() + " events");
      sender.send(events.subList(0, half));
      final int killed = leaderOfFirstPartition(client);
      final int killedAfter = sender.acknowledged();
      narrator.accept("killing broker " + killed + " (SIGKILL): it leads partition 0");
      sender.leaderKilled();
      cluster.kill(killed);
      sender.send(events.subList(half, events.size()));
      narrator.accept("starting broker " + killed + " again");
      cluster.restart(killed);

      final EventReader reader = new EventReader(client, TOPIC);
      narrator.accept("consuming all back, and replaying partition 1 from its middle");
      final List<List<ConsumerRecord<String, String>>> partitions = readAll(reader);
      final List<ConsumerRecord<String, String>> all =
          partitions.stream().flatMap(List::stream).toList();
      final List<ConsumerRecord<String, String>> replayedOnce = partitions.get(REPLAYED_PARTITION);
      final int middle = replayedOnce.size() / 2;
      final List<ConsumerRecord<String, String>> replayed =
          reader.fromLeader(REPLAYED_PARTITION, middle);

      narrator.accept("waiting for broker " + killed + ", and comparing all replicas");
      awaitCaughtUp(client);
      final boolean sameToReaders = areReplicasIdentical(reader, partitions);
      narrator.accept("stopping all brokers, and verifying their files");
      final boolean stoppedCleanly = cluster.stopAll();
      final boolean identical = sameToReaders && areFilesSound();
      return new QuickstartReport(
          events.size(),
          sender.acknowledged(),
          all.size(),
          QuickstartComparison.duplicates(events, all),
          QuickstartComparison.isInOrder(events, all),
          killed,
          killedAfter,
          sender.gapNs(),
          sender.latencyNs(50),
          sender.latencyNs(99),
          middle,
          replayed.size(),
          replayed.equals(replayedOnce.subList(middle, replayedOnce.size())),
          identical,
          stoppedCleanly,
          topic.ackLevel().label(),
          System.nanoTime() - startNs);
    }
  }

  private int leaderOfFirstPartition(RaftholdClient client) {
    final int leader = client.admin().describeTopic(TOPIC).partitions().get(0).leader();
    if (leader == PartitionInfo.NO_LEADER) {
      throw new CommandException(ExitCodes.NO_QUORUM, "partition 0 has no leader to kill");
    }
    return leader;
  }

  private static List<List<ConsumerRecord<String, String>>> readAll(EventReader reader) {
    final List<List<ConsumerRecord<String, String>>> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(reader.fromLeader(partition, 0));
    }
    return partitions;
  }

  private void awaitCaughtUp(RaftholdClient client) {
    final long deadlineNs = System.nanoTime() + CATCH_UP_TIMEOUT_NS;
    while (!isCaughtUp(client)) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new CommandException(
            ExitCodes.TIMEOUT, "the broker that was killed does not catch up with the others");
      }
      LockSupport.parkNanos(LOOK_INTERVAL_NS);
    }
  }

  private static boolean isCaughtUp(RaftholdClient client) {
    for (final PartitionStatus partition : client.admin().describeTopic(TOPIC).partitions()) {
      final long end =
          partition.replicas().stream().mapToLong(ReplicaStatus::endOffset).max().orElse(-1);
      for (final ReplicaStatus replica : partition.replicas()) {
        if (!replica.reachable() || replica.commitOffset() != end) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean areFilesSound() {
    final List<Path> directories =
        IntStream.range(0, cluster.size()).mapToObj(cluster::dataDirectory).toList();
    return new LogVerifier(new StoppedReplicas())
        .verify(directories).stream().allMatch(GroupVerification::isSound);
  }

  private boolean areReplicasIdentical(
      EventReader reader, List<List<ConsumerRecord<String, String>>> partitions) {
    boolean identical = true;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int brokerId = 0; brokerId < cluster.size(); brokerId++) {
        identical &= reader.fromReplica(partition, brokerId).equals(partitions.get(partition));
      }
    }
    return identical;
  }
}
