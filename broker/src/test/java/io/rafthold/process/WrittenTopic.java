package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.IntHashSet;

/** All of a topic that {@link NumberedWriter}s wrote, held against what they were told. */
final class WrittenTopic {
  private static final int SHOWN = 5;
  private static final Codec<String> STRINGS = Codec.string();

  private final String topic;
  private final List<List<String>> partitions = new ArrayList<>();

  private WrittenTopic(String topic, int partitions) {
    this.topic = topic;
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new ArrayList<>());
    }
  }

  /** Reads all of it; offsets must be dense. */
  static WrittenTopic read(String bootstrap, String topic, int partitions) {
    final WrittenTopic written = new WrittenTopic(topic, partitions);
    try (RaftholdClient client = RaftholdClient.builder().bootstrap(bootstrap).build();
        Reader<String, String> reader =
            client.newReader(new ReaderSettings<>(STRINGS, STRINGS, topic))) {
      for (final ConsumerRecord<String, String> record : reader) {
        final List<String> values = written.partitions.get(record.partition());
        assertThat(record.offset()).as("offset in %s", topic).isEqualTo(values.size());
        values.add(record.value());
      }
    }
    return written;
  }

  /** Returns the ends of the partitions, in order. */
  List<Long> ends() {
    return partitions.stream().map(values -> (long) values.size()).toList();
  }

  /**
   * Holds it against all of its writers' outcomes.
   *
   * @return the figures
   * @throws AssertionError naming what is lost, doubled, out of order, or there although it was
   *     called failed
   */
  String verify(List<NumberedWriter> writers) {
    final StringBuilder figures = new StringBuilder();
    long records = 0;
    for (final NumberedWriter writer : writers) {
      long acknowledged = 0;
      long unknown = 0;
      long unknownAndThere = 0;
      long refused = 0;
      for (int partition = 0; partition < partitions.size(); partition++) {
        unknownAndThere += verify(writer, partition);
        final Outcomes outcomes = writer.outcomes(partition);
        acknowledged += outcomes.acknowledged();
        unknown += outcomes.unknown();
        refused += outcomes.refused();
      }
      records += acknowledged + unknownAndThere;
      figures.append(
          String.format(
              "; %s: acknowledged %d, unknown %d (written %d), not written %d",
              writer.name(), acknowledged, unknown, unknownAndThere, refused));
    }
    final long found = partitions.stream().mapToLong(List::size).sum();
    assertThat(found).as("records in %s, and those accounted for", topic).isEqualTo(records);
    return "records " + found + ", lost 0, doubled 0, out of order 0" + figures;
  }

  /** Returns how many records of unknown outcome are there. */
  private long verify(NumberedWriter writer, int partition) {
    final Outcomes outcomes = writer.outcomes(partition);
    final List<String> faults = new ArrayList<>();
    final IntHashSet there = new IntHashSet();
    final String prefix = writer.name() + "/";
    final List<String> values = partitions.get(partition);
    long unknown = 0;
    int last = -1;
    for (int offset = 0; offset < values.size(); offset++) {
      final String value = values.get(offset);
      if (!value.startsWith(prefix)) {
        continue;
      }
      final int number =
          Integer.parseInt(value.substring(prefix.length(), value.indexOf('/', prefix.length())));
      final long place = outcomes.of(number);
      if (!value.equals(writer.value(partition, number))) {
        faults.add("@" + offset + " has other bytes than were sent: " + value);
      }
      if (!there.add(number)) {
        faults.add("doubled: " + number + " again @" + offset);
      }
      if (place == Outcomes.UNKNOWN) {
        unknown++;
      } else if (place >= 0 || place == Outcomes.SOMEWHERE) {
        if (place >= 0 && place != offset) {
          faults.add("acknowledged @" + place + ", and @" + offset + ": " + number);
        }
        if (number < last) {
          faults.add("out of order: " + number + " @" + offset + " behind " + last);
        }
        last = number;
      } else {
        faults.add("called not written (" + place + "), and is @" + offset + ": " + number);
      }
    }
    lost(outcomes, there, faults);
    assertThat(faults.stream().limit(SHOWN))
        .as("%d faults of %s in %s-%d", faults.size(), writer.name(), topic, partition)
        .isEmpty();
    return unknown;
  }

  private static void lost(Outcomes outcomes, IntHashSet there, List<String> faults) {
    for (int number = 0; number < outcomes.sent(); number++) {
      final long place = outcomes.of(number);
      final boolean isAcknowledged = place >= 0 || place == Outcomes.SOMEWHERE;
      if (isAcknowledged && !there.contains(number)) {
        faults.add("lost: " + number + ", acknowledged @" + place);
      }
    }
  }
}
