package io.rafthold.process;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerRecords;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.GroupSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.RebalanceListener;
import io.rafthold.client.StaleGenerationException;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.WakeupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that is one member of a group: polls, processes, commits, and appends a line for each
 * to its file, before it does the next thing. What the kernel has of that outlives SIGKILL.
 */
final class GroupMemberProgram implements RebalanceListener {
  /** Between a range's processing and its commit: long enough to be stopped there. */
  private static final Duration WORK = Duration.ofMillis(100);

  private static final Logger LOGGER = LoggerFactory.getLogger(GroupMemberProgram.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long FAREWELL_MS = TimeUnit.SECONDS.toMillis(10);

  private final Map<TopicPartition, Long> epochs = new HashMap<>();
  private final String name;
  private final String topic;
  private final FileChannel file;
  private final Consumer<byte[], byte[]> consumer;
  private volatile boolean isEnding;

  private GroupMemberProgram(
      String name, String topic, FileChannel file, Consumer<byte[], byte[]> consumer) {
    this.name = name;
    this.topic = topic;
    this.file = file;
    this.consumer = consumer;
  }

  /**
   * Is a member until SIGTERM comes, and leaves then.
   *
   * @param arguments the member's name, bootstrap, topic, group, session timeout in milliseconds,
   *     Aeron directory, file to write
   */
  public static void main(String[] arguments) throws IOException {
    final String name = arguments[0];
    final GroupSettings group =
        GroupSettings.of(arguments[3])
            .withSessionTimeout(Duration.ofMillis(Long.parseLong(arguments[4])));
    try (FileChannel file =
            FileChannel.open(
                Path.of(arguments[6]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        RaftholdClient client =
            RaftholdClient.builder()
                .bootstrap(arguments[1])
                .clientName(name)
                .aeronDirectory(arguments[5])
                .build();
        Consumer<byte[], byte[]> consumer =
            client.newConsumer(
                new ConsumerSettings<>(Codec.bytes(), Codec.bytes()).withGroup(group))) {
      final GroupMemberProgram program = new GroupMemberProgram(name, arguments[2], file, consumer);
      final Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> program.end(main)));
      program.run();
    }
  }

  /** The JVM waits for its hooks, and so for the member to have left. */
  private void end(Thread main) {
    isEnding = true;
    consumer.wakeup();
    try {
      main.join(FAREWELL_MS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    consumer.subscribe(List.of(topic), this);
    while (!isEnding) {
      try {
        turn();
      } catch (final WakeupException ends) {
        LOGGER.debug("woken");
      } catch (final RaftholdException e) {
        if (!e.isRetriable()) {
          throw e;
        }
        LOGGER.info("polling goes on after: {}", e.getMessage());
      }
    }
  }

  private void turn() {
    final List<GroupLine> processed = process(consumer.poll(POLL));
    if (!processed.isEmpty()) {
      write(processed);
      final long endNs = System.nanoTime() + WORK.toNanos();
      while (System.nanoTime() - endNs < 0) {
        LockSupport.parkNanos(endNs - System.nanoTime());
      }
      commit(processed);
    }
  }

  /** Returns a line for each range of offsets without a gap. */
  private List<GroupLine> process(ConsumerRecords<byte[], byte[]> records) {
    final List<GroupLine> ranges = new ArrayList<>();
    for (final ConsumerRecord<byte[], byte[]> record : records) {
      final int newest = ranges.size() - 1;
      if (newest >= 0 && ranges.get(newest).isContinuedBy(record.partition(), record.offset())) {
        ranges.set(newest, ranges.get(newest).upTo(record.offset()));
      } else {
        final TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        ranges.add(
            line(GroupLine.Kind.PROCESSED, partition, consumer.epoch(partition), record.offset()));
      }
    }
    return ranges;
  }

  private GroupLine line(GroupLine.Kind kind, TopicPartition partition, long epoch, long offset) {
    final long nowMs = System.currentTimeMillis();
    return new GroupLine(kind, name, partition.partition(), epoch, offset, offset, nowMs);
  }

  private void commit(List<GroupLine> processed) {
    final Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
    processed.forEach(
        range -> offsets.put(new TopicPartition(topic, range.partition()), range.last() + 1));
    write(processed, range -> GroupLine.Kind.COMMITTING);
    try {
      consumer.commit(offsets);
      write(processed, range -> GroupLine.Kind.COMMITTED);
    } catch (final StaleGenerationException e) {
      // It does not say what became of the other partitions.
      final Set<Integer> refused =
          e.partitions().stream().map(TopicPartition::partition).collect(Collectors.toSet());
      write(
          processed,
          range ->
              refused.contains(range.partition()) ? GroupLine.Kind.REFUSED : GroupLine.Kind.UNSURE);
    } catch (final RaftholdException e) {
      LOGGER.info("it is not known whether a commit was done: {}", e.getMessage());
      write(processed, range -> GroupLine.Kind.UNSURE);
      if (!e.isRetriable() && !e.isOutcomeUnknown()) {
        throw e;
      }
    }
  }

  @Override
  public void onAssigned(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> epochs.put(partition, consumer.epoch(partition)));
    write(
        partitions.stream()
            .map(
                partition ->
                    line(
                        GroupLine.Kind.ASSIGNED,
                        partition,
                        epochs.get(partition),
                        GroupLine.NO_OFFSET))
            .toList());
  }

  @Override
  public void onRevoked(Collection<TopicPartition> partitions) {
    letGo(partitions, GroupLine.Kind.REVOKED);
  }

  @Override
  public void onLost(Collection<TopicPartition> partitions) {
    letGo(partitions, GroupLine.Kind.LOST);
  }

  private void letGo(Collection<TopicPartition> partitions, GroupLine.Kind how) {
    write(
        partitions.stream()
            .map(partition -> line(how, partition, epochs.remove(partition), GroupLine.NO_OFFSET))
            .toList());
  }

  private void write(List<GroupLine> ranges, Function<GroupLine, GroupLine.Kind> outcome) {
    final long nowMs = System.currentTimeMillis();
    write(ranges.stream().map(range -> range.as(outcome.apply(range), nowMs)).toList());
  }

  private void write(List<GroupLine> news) {
    final String text = news.stream().map(GroupLine::format).collect(Collectors.joining());
    final ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
