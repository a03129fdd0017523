package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all members of a group have processed, and when: so what was left out, what two of them did
 * in one epoch, and how long a partition stood still.
 */
final class GroupLedger {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLedger.class);

  private record Owner(TopicPartition partition, long epoch) {}

  private record Seen(long offset, long atNs) {}

  private final Map<Owner, String> owners = new HashMap<>();
  private final Map<TopicPartition, Map<Long, Integer>> counts = new HashMap<>();
  private final Map<TopicPartition, List<Seen>> seen = new HashMap<>();
  private final List<String> story = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final long startNs = System.nanoTime();
  private long processed;
  private long commits;

  /** A member has processed a record while it owned the partition in an epoch. */
  synchronized void processed(
      String member, TopicPartition partition, long epoch, ConsumerRecord<byte[], Long> record) {
    final String owner = owners.computeIfAbsent(new Owner(partition, epoch), any -> member);
    if (!owner.equals(member)) {
      violations.add(partition + " in epoch " + epoch + ": " + owner + " and " + member);
    }
    if (record.value() != record.offset()) {
      violations.add(partition + " gave " + record.value() + " at " + record.offset());
    }
    counts
        .computeIfAbsent(partition, any -> new TreeMap<>())
        .merge(record.offset(), 1, Integer::sum);
    seen.computeIfAbsent(partition, any -> new ArrayList<>())
        .add(new Seen(record.offset(), System.nanoTime()));
    processed++;
  }

  synchronized void committed(int partitions) {
    commits += partitions == 0 ? 0 : 1;
  }

  synchronized void refused(String member, RaftholdException reason) {
    refusals.add(member + ": " + reason.getClass().getSimpleName());
  }

  synchronized void told(String event) {
    story.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs) + " ms: " + event);
  }

  /** Tells whether every record below an offset was processed. */
  synchronized boolean hasAll(TopicPartition partition, long endOffset) {
    final Map<Long, Integer> count = counts.get(partition);
    return count != null && count.size() >= endOffset;
  }

  /** Returns how long at most a partition stood still in a span of time. */
  synchronized long longestGapNs(TopicPartition partition, long fromNs, long untilNs) {
    long before = fromNs;
    long longest = 0;
    for (final Seen each : seen.getOrDefault(partition, List.of())) {
      if (each.atNs() >= fromNs && each.atNs() <= untilNs) {
        longest = Math.max(longest, each.atNs() - before);
        before = each.atNs();
      }
    }
    return Math.max(longest, untilNs - before);
  }

  /** Fails where a rule was broken; logs the counts. */
  synchronized void check(String what) {
    final long distinct = counts.values().stream().mapToLong(Map::size).sum();
    LOG.info(
        "{}: {} records processed {} times, {} commits, {} owners, refused {}",
        what,
        distinct,
        processed,
        commits,
        owners.size(),
        refusals);
    story.forEach(LOG::info);
    assertThat(violations).isEmpty();
  }

  /** Returns how often records were processed beyond the first time. */
  synchronized long repeats() {
    return processed - counts.values().stream().mapToLong(Map::size).sum();
  }

  /** Returns which exceptions members met that ended something for good. */
  synchronized List<String> refusals() {
    return List.copyOf(refusals);
  }
}
