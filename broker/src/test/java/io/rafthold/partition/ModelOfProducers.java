package io.rafthold.partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The rules for producers in plain words: lists of everything, and no thought of speed. */
final class ModelOfProducers {
  private final ProducerLimits limits;
  private final Map<Long, List<Long>> sequences = new HashMap<>();
  private final Map<Long, Long> lastUseNs = new HashMap<>();
  private final Map<Long, Integer> lastUse = new HashMap<>();
  private long highestForgotten;
  private int entries;

  ModelOfProducers(ProducerLimits limits) {
    this.limits = limits;
  }

  /** Returns the next sequence of a producer, or one before or behind it. */
  long someSequence(long id, SplittableRandom random) {
    final long next = sequences.containsKey(id) ? next(id) : 0;
    return switch (random.nextInt(8)) {
      case 0 -> Math.max(0, next - 1 - random.nextInt(80));
      case 1 -> next + 1;
      case 2 -> 0;
      default -> next;
    };
  }

  private long next(long id) {
    final List<Long> known = sequences.get(id);
    return known.get(known.size() - 1) + 1;
  }

  ProducerVerdict verdict(long id, long sequence) {
    if (!sequences.containsKey(id)) {
      return sequence == 0 && id > highestForgotten
          ? ProducerVerdict.APPEND
          : ProducerVerdict.UNKNOWN_PRODUCER;
    }
    if (sequence >= next(id)) {
      return sequence == next(id) ? ProducerVerdict.APPEND : ProducerVerdict.OUT_OF_ORDER;
    }
    final List<Long> known = sequences.get(id);
    return known.indexOf(sequence) >= known.size() - ProducerState.WINDOW
        ? ProducerVerdict.DUPLICATE
        : ProducerVerdict.DUPLICATE_TOO_OLD;
  }

  void append(long id, long sequence, long timeNs) {
    sequences.computeIfAbsent(id, unused -> new ArrayList<>()).add(sequence);
    lastUseNs.put(id, timeNs);
    lastUse.put(id, ++entries);
    for (final long each : List.copyOf(sequences.keySet())) {
      if (lastUseNs.get(each) < timeNs - limits.expiryNs()) {
        forget(each);
      }
    }
    while (sequences.size() > limits.maxProducers() || batches() > limits.maxBatches()) {
      forget(lastUse.entrySet().stream().min(Comparator.comparing(Map.Entry::getValue)).get());
    }
  }

  private int batches() {
    return sequences.values().stream()
        .mapToInt(known -> Math.min(known.size(), ProducerState.WINDOW))
        .sum();
  }

  private void forget(Map.Entry<Long, Integer> least) {
    forget(least.getKey());
  }

  private void forget(long id) {
    sequences.remove(id);
    lastUseNs.remove(id);
    lastUse.remove(id);
    highestForgotten = Math.max(highestForgotten, id);
  }

  boolean hasForgotten() {
    return highestForgotten > 0;
  }
}
