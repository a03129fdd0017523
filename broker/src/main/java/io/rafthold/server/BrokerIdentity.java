package io.rafthold.server;

import io.rafthold.metadata.ClusterMember;
import java.util.List;

/**
 * What a data directory makes of a broker.
 *
 * @param directoryHash 32 bits of the directory's random id, never 0: the others know this broker
 *     by its id and this
 * @param founders the voters with which group 0 began as far as this broker was told; a broker that
 *     joined is not among them
 */
public record BrokerIdentity(int directoryHash, List<Integer> founders) {
  /** The hash of whoever has no directory of its own, as in a simulation. */
  private static final int ANY_HASH = 1;

  /** Refuses a hash that stands for none. */
  public BrokerIdentity {
    if (directoryHash == 0) {
      throw new IllegalArgumentException("the hash of a data directory is never 0");
    }
    founders = List.copyOf(founders);
  }

  /**
   * Returns the identity of a broker whose directory says nothing of it.
   *
   * @param config names the founders
   * @return a founder, or where the configuration says so one that joins
   */
  public static BrokerIdentity of(BrokerConfig config) {
    return new BrokerIdentity(ANY_HASH, foundersOf(config));
  }

  /**
   * Returns which brokers this one believes in by its configuration alone: those that founded the
   * cluster. One that was added to the list later is not brought in by that, but by {@code cluster
   * add}. A broker that joins and remembers nothing yet believes in all that it is told of.
   */
  List<ClusterMember> believed(BrokerConfig config, ClusterMemory memory) {
    final boolean knowsNobody = !founders.contains(config.self().id()) && !memory.isAny();
    return config.members().stream()
        .filter(member -> knowsNobody || founders.contains(member.id()))
        .toList();
  }

  /** Returns whom the configuration has found the cluster. */
  static List<Integer> foundersOf(BrokerConfig config) {
    return config.members().stream()
        .map(ClusterMember::id)
        .filter(id -> !config.isJoining() || id != config.self().id())
        .toList();
  }

  /**
   * Folds a directory's id into 32 bits (FNV-1a).
   *
   * @param directoryId random
   * @return never 0
   */
  static int hashOf(String directoryId) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < directoryId.length(); i++) {
      hash = (hash ^ directoryId.charAt(i)) * 0x01000193;
    }
    return hash == 0 ? 1 : hash;
  }
}
