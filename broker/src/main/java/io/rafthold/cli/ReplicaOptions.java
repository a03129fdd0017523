package io.rafthold.cli;

import io.rafthold.client.Admin;
import io.rafthold.client.PartitionStatus;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which replica a command is about. */
final class ReplicaOptions {
  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Parameters(index = "1", paramLabel = "PARTITION", description = "Its number, from 0.")
  private int partition;

  @Option(
      names = "--broker",
      paramLabel = "ID",
      required = true,
      description = "The replica's broker.")
  private int brokerId;

  @Option(names = "--no-wait", description = "Do not wait until the replicas have moved.")
  private boolean noWait;

  String topic() {
    return topic;
  }

  int partition() {
    return partition;
  }

  int brokerId() {
    return brokerId;
  }

  boolean isWaiting() {
    return !noWait;
  }

  /** Returns null where the partition's replicas are where they shall be, else how far it is. */
  String missing(Admin admin) {
    for (final PartitionStatus status : admin.describeTopic(topic).partitions()) {
      if (status.partition() == partition) {
        return status.isReached()
            ? null
            : "on "
                + status.voters()
                + (status.learners().isEmpty() ? "" : ", catching up " + status.learners())
                + ", to be on "
                + status.target();
      }
    }
    return "not known yet";
  }

  @Override
  public String toString() {
    return "partition " + partition + " of " + topic + " on broker " + brokerId;
  }
}
