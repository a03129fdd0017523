package io.rafthold.embedded;

import io.rafthold.client.RaftholdClient;
import java.util.Map;

/**
 * One production broker inside this process: a cluster of one, for tests that need a broker and no
 * failures of brokers.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.start()) {
 *   broker.client().admin().createTopic(new NewTopic("orders", 1));
 * }
 * }</pre>
 *
 * <p>What {@link EmbeddedCluster} says holds here too.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int SELF = 0;

  private final EmbeddedCluster cluster;

  private EmbeddedBroker(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts a broker and waits until it serves.
   *
   * @return to be closed by the caller
   * @throws EmbeddedException as {@link EmbeddedCluster#start(int)}
   */
  public static EmbeddedBroker start() {
    return start(Map.of());
  }

  /**
   * Starts a broker with settings of its own and waits until it serves.
   *
   * @param settings as of {@link EmbeddedCluster#start(int, Map)}
   * @return to be closed by the caller
   * @throws EmbeddedException as {@link EmbeddedCluster#start(int, Map)}
   */
  public static EmbeddedBroker start(Map<String, String> settings) {
    return new EmbeddedBroker(EmbeddedCluster.start(1, settings));
  }

  /**
   * Returns where clients find the broker.
   *
   * @return for {@code RaftholdClient.builder().bootstrap}
   */
  public String bootstrap() {
    return cluster.bootstrap();
  }

  /**
   * Returns a client of the broker, always the same, which is closed with it.
   *
   * @return the client
   */
  public RaftholdClient client() {
    return cluster.client();
  }

  /** Ends the broker as a process that dies does; {@link #restart} brings it back. */
  public void kill() {
    cluster.kill(SELF);
  }

  /** Stops the broker cleanly; {@link #restart} brings it back. */
  public void stop() {
    cluster.stop(SELF);
  }

  /** Starts the broker again over its own files, and stops it before where it runs. */
  public void restart() {
    cluster.restart(SELF);
  }

  /** Ends the broker and deletes its files. Idempotent. */
  @Override
  public void close() {
    cluster.close();
  }
}
