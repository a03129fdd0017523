package io.rafthold.cli;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.ReadFrom;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads a partition back, from its leader or from one replica. */
final class EventReader {
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final long READ_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

  private final RaftholdClient client;
  private final String topic;

  EventReader(RaftholdClient client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  /** Reads from an offset to the committed end, from the leader. */
  List<ConsumerRecord<String, String>> fromLeader(int partition, long offset) {
    return read(partition, offset, ReadFrom.leader());
  }

  /** Reads all that a broker's replica has committed. */
  List<ConsumerRecord<String, String>> fromReplica(int partition, int brokerId) {
    return read(partition, 0, ReadFrom.replica(brokerId));
  }

  private List<ConsumerRecord<String, String>> read(int partition, long offset, ReadFrom from) {
    final ReaderSettings<String, String> settings =
        new ReaderSettings<>(Codec.string(), Codec.string(), topic)
            .withPartition(partition)
            .withStart(Start.offset(offset))
            .withReadFrom(from);
    final List<ConsumerRecord<String, String>> records = new ArrayList<>();
    final long deadlineNs = System.nanoTime() + READ_TIMEOUT_NS;
    try (Reader<String, String> reader = client.newReader(settings)) {
      while (!reader.isAtEnd()) {
        reader.poll(POLL_TIMEOUT).forEach(records::add);
        if (System.nanoTime() - deadlineNs > 0) {
          throw new CommandException(
              ExitCodes.TIMEOUT,
              "partition " + partition + " could not be read to its end from " + from);
        }
      }
    }
    return records;
  }
}
