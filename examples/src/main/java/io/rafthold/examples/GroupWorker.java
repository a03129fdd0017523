package io.rafthold.examples;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.GroupSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.StaleGenerationException;
import java.time.Duration;
import java.util.List;

/**
 * One of any number of workers that share the partitions of a topic out among themselves. Start
 * more of them, in this process or another, and each gets its part; stop one, or let it die, and
 * the others get what it had.
 */
public final class GroupWorker implements Runnable {
  private final RaftholdClient client;
  private final String topic;
  private final String group;
  private final java.util.function.Consumer<ConsumerRecord<String, String>> work;
  private volatile boolean isStopped;

  /**
   * Prepares a worker.
   *
   * @param client stays the caller's
   * @param topic to work on
   * @param group of the workers
   * @param work is given each record at least once
   */
  public GroupWorker(
      RaftholdClient client,
      String topic,
      String group,
      java.util.function.Consumer<ConsumerRecord<String, String>> work) {
    this.client = client;
    this.topic = topic;
    this.group = group;
    this.work = work;
  }

  /** Works until it is stopped. */
  @Override
  public void run() {
    // begin: group
    try (Consumer<String, String> consumer =
        client.newConsumer(
            new ConsumerSettings<>(Codec.string(), Codec.string())
                .withGroup(GroupSettings.of(group)))) {
      consumer.subscribe(List.of(topic));
      while (!isStopped) {
        consumer.poll(Duration.ofMillis(200)).forEach(work);
        try {
          consumer.commit();
        } catch (final StaleGenerationException othersGoOn) {
          // This worker was held to be dead: whoever has its part now does these records again.
        }
      }
    }
    // end: group
  }

  /** Lets it end after the records in hand. Any thread. */
  public void stop() {
    isStopped = true;
  }
}
