package io.rafthold.cli;

import io.rafthold.cli.EventFile.Event;
import io.rafthold.client.ConsumerRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what was sent with what came back. */
final class QuickstartComparison {
  private QuickstartComparison() {}

  /** Counts records that hold an event more often than it was sent. */
  static int duplicates(List<Event> sent, List<ConsumerRecord<String, String>> read) {
    final Map<String, Integer> left = new HashMap<>();
    sent.forEach(event -> left.merge(event.line(), 1, Integer::sum));
    int duplicates = 0;
    for (final ConsumerRecord<String, String> record : read) {
      if (left.merge(record.value(), -1, Integer::sum) < 0) {
        duplicates++;
      }
    }
    return duplicates;
  }

  /** Tells whether each key's events came back exactly as they were sent, in the same order. */
  static boolean isInOrder(List<Event> sent, List<ConsumerRecord<String, String>> read) {
    final Map<String, List<String>> sentByKey = new HashMap<>();
    sent.forEach(
        event ->
            sentByKey.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(event.line()));
    final Map<String, List<String>> readByKey = new HashMap<>();
    read.forEach(
        record ->
            readByKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record.value()));
    return sentByKey.equals(readByKey);
  }
}
