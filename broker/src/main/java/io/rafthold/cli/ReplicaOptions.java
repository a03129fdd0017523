package io.rafthold.cli;

import io.rafthold.client.Admin;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.RaftholdClient;
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

  /** Asks for a change of the partition's replicas. */
  @FunctionalInterface
  interface Change {
    /** Returns when the cluster has recorded it. */
    void ask(Admin admin, String topic, int partition, int brokerId);
  }

  /**
   * Asks for a change, and waits for it unless told not to.
   *
   * @param doing as in "adding"
   * @param done as in "added"
   * @return the exit code
   */
  int change(Terminal terminal, ClientOptions client, String doing, String done, Change change) {
    try (RaftholdClient connected = client.connect(terminal)) {
      final Admin admin = connected.admin();
      final Waiting waiting = new Waiting(terminal, client.timeout());
      change.ask(admin, topic, partition, brokerId);
      if (!noWait) {
        waiting.until(doing + " " + this, "topic describe " + topic, () -> missing(admin));
      }
      terminal.print((noWait ? doing : done) + " " + this);
    }
    return ExitCodes.OK;
  }

  /** Returns null where the partition's replicas are where they shall be, else how far it is. */
  private String missing(Admin admin) {
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
