package io.rafthold.server;

import io.rafthold.metadata.BrokerRegistry;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.RegisteredBroker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a broker remembers of the metadata over a restart, beside group 0's log: up to which entry
 * its replicas' directories are as the metadata says, and who its peers were then.
 *
 * <p>Without the first, a replay of the log would make anew, blank, what was moved away since;
 * without the second, a broker that was down while its peers changed could not tell friend from
 * foe.
 *
 * @param index of the entry; 0: nothing is remembered
 * @param brokers that were registered
 * @param removedIds of brokers that were removed
 */
public record ClusterMemory(long index, List<RegisteredBroker> brokers, List<Integer> removedIds) {
  /** What a fresh directory remembers. */
  public static final ClusterMemory NOTHING = new ClusterMemory(0, List.of(), List.of());

  private static final String INDEX = "metadata.index";
  private static final String REMOVED = "removed";
  private static final String BROKER = "broker.";
  private static final String SEPARATOR = " ";
  private static final int FIELDS = 5;

  /** Copies the lists. */
  public ClusterMemory {
    brokers = List.copyOf(brokers);
    removedIds = List.copyOf(removedIds);
  }

  static ClusterMemory of(long index, BrokerRegistry registry) {
    return new ClusterMemory(
        index,
        List.copyOf(registry.brokers()),
        Arrays.stream(registry.removedIds()).boxed().toList());
  }

  /** Tells whether anything is remembered. */
  public boolean isAny() {
    return index > 0;
  }

  Map<String, String> toProperties() {
    final Map<String, String> properties = new LinkedHashMap<>();
    properties.put(INDEX, Long.toString(index));
    for (final RegisteredBroker broker : brokers) {
      final ClusterMember member = broker.member();
      properties.put(
          BROKER + member.id(),
          String.join(
              SEPARATOR,
              member.host(),
              Integer.toString(member.peerPort()),
              Integer.toString(member.clientPort()),
              Integer.toString(member.responsePort()),
              Integer.toHexString(broker.directoryHash())));
    }
    properties.put(
        REMOVED, String.join(SEPARATOR, removedIds.stream().map(id -> id.toString()).toList()));
    return properties;
  }

  /**
   * Reads what {@link #toProperties} wrote.
   *
   * @throws IllegalArgumentException where it is something else
   */
  static ClusterMemory ofProperties(Map<String, String> properties) {
    final List<RegisteredBroker> brokers = new ArrayList<>();
    final List<Integer> removed = new ArrayList<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(BROKER)) {
            brokers.add(broker(Integer.parseInt(key.substring(BROKER.length())), value));
          }
        });
    for (final String id : properties.getOrDefault(REMOVED, "").split(SEPARATOR, -1)) {
      if (!id.isEmpty()) {
        removed.add(Integer.parseInt(id));
      }
    }
    return new ClusterMemory(Long.parseLong(properties.get(INDEX)), brokers, removed);
  }

  private static RegisteredBroker broker(int id, String text) {
    final String[] fields = text.split(SEPARATOR, -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("broker " + id + ": '" + text + "'");
    }
    return new RegisteredBroker(
        new ClusterMember(
            id,
            fields[0],
            Integer.parseInt(fields[1]),
            Integer.parseInt(fields[2]),
            Integer.parseInt(fields[3])),
        Integer.parseUnsignedInt(fields[4], 16));
  }
}
