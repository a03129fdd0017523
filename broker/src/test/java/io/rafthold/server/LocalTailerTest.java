package io.rafthold.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.CorruptDataException;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.RecordHandler;
import io.rafthold.client.RecordView;
import io.rafthold.client.Start;
import io.rafthold.client.UnknownTopicException;
import io.rafthold.client.local.LocalTailer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tailer sees what is committed, and nothing of what happens to the files beside that. */
class LocalTailerTest {
  private static final int MANY = 1_000_000;

  /** More of them than fit in one segment. */
  private static final int CONTROL_ENTRIES = 4_000;

  @TempDir Path directory;

  private final List<String> given = new ArrayList<>();
  private PublishedLog broker;
  private LocalTailer tailer;

  @BeforeEach
  void open() throws IOException {
    broker = new PublishedLog(directory);
    tailer = LocalTailer.open(directory, PublishedLog.TOPIC, PublishedLog.PARTITION);
  }

  @AfterEach
  void close() {
    tailer.close();
    broker.close();
  }

  private static String value(RecordView record) {
    final byte[] bytes = new byte[record.valueLength()];
    record.buffer().getBytes(record.valuePosition(), bytes);
    final String text = new String(bytes, UTF_8);
    return text.substring(0, text.indexOf(' '));
  }

  private int poll(int limit) {
    return tailer.poll(record -> given.add(record.offset() + " " + value(record)), limit);
  }

  /** Appends entries of one record and no padding, each with its index as its time. */
  private void append(long term, int count) {
    for (int i = 0; i < count; i++) {
      broker.append(term, 1, 0, broker.lastIndex() + 1);
    }
  }

  private void appendSegments(long term, int segments) {
    for (int i = 0; i < segments * 8; i++) {
      broker.append(term, 1, 10_000, broker.lastIndex() + 1);
    }
    broker.keepHouse(100);
  }

  @Test
  void givesWhatIsCommittedAndNotMore() {
    append(1, 3);
    assertThat(poll(MANY)).isZero();

    broker.commit(2);
    assertThat(poll(MANY)).isEqualTo(2);
    assertThat(given).containsExactly("0 1/1/0", "1 2/1/0");
    assertThat(tailer.position()).isEqualTo(2);
    assertThat(tailer.commitOffset()).isEqualTo(2);

    broker.commit(3);
    assertThat(poll(MANY)).isEqualTo(1);
    assertThat(given).last().isEqualTo("2 3/1/0");
  }

  @Test
  void stopsAtTheLimitInTheMiddleOfABatch() {
    broker.append(1, 0, 0, 1);
    broker.append(1, 5, 0, 2);
    broker.commit(2);

    assertThat(poll(2)).isEqualTo(2);
    assertThat(poll(MANY)).isEqualTo(3);
    assertThat(given).containsExactly("0 2/1/0", "1 2/1/1", "2 2/1/2", "3 2/1/3", "4 2/1/4");
  }

  @Test
  void passesOverTheDeadEndThatItStoodBefore() {
    append(1, 2);
    broker.commit(2);
    poll(MANY);
    append(1, 3);

    broker.truncateFrom(3);
    append(2, 2);
    broker.commit(4);

    assertThat(poll(MANY)).isEqualTo(2);
    assertThat(given).endsWith("2 3/2/0", "3 4/2/0");
  }

  @Test
  void saysThatRetentionWasFasterAndGoesOnAtTheStart() {
    appendSegments(1, 4);
    broker.flush();
    broker.commit(broker.lastIndex());
    assertThat(poll(1)).isEqualTo(1);

    broker.dropBefore(broker.lastIndex());
    broker.keepHouse(100);

    assertThatThrownBy(() -> poll(MANY))
        .isInstanceOfSatisfying(
            OffsetOutOfRangeException.class,
            e -> assertThat(e.startOffset()).isEqualTo(broker.startOffset()).isPositive());
    tailer.seek(Start.offset(tailer.startOffset()));
    assertThat(poll(MANY)).isEqualTo((int) (broker.commitOffset() - broker.startOffset()));
  }

  @Test
  void goesOnWhereRetentionDroppedControlEntriesAlone() {
    append(1, 1);
    broker.commit(1);
    assertThat(poll(MANY)).isEqualTo(1);
    for (int i = 0; i < CONTROL_ENTRIES; i++) {
      broker.append(1, 0, 0, broker.lastIndex() + 1);
    }
    broker.commit(broker.lastIndex());
    broker.flush();
    broker.dropBefore(broker.lastIndex());
    assertThat(broker.firstIndex()).as("the entry that it stands before is gone").isGreaterThan(2);
    assertThat(broker.startOffset()).isEqualTo(tailer.position());

    assertThat(poll(MANY)).isZero();

    append(1, 1);
    broker.commit(broker.lastIndex());
    assertThat(poll(MANY)).isEqualTo(1);
    assertThat(given).last().asString().startsWith("1 ");
  }

  @Test
  void goesOnWhereAnInstallBeginsWithTheRecordThatItWaitsFor() {
    append(1, 2);
    broker.commit(2);
    assertThat(poll(MANY)).isEqualTo(2);

    broker.installBehind(10, 2, 2, 20);
    assertThat(poll(MANY)).isZero();

    append(2, 1);
    broker.commit(11);
    assertThat(poll(MANY)).isEqualTo(1);
    assertThat(given).last().isEqualTo("2 11/2/0");
  }

  @Test
  void saysThatAnInstallHasReplacedTheLog() {
    append(1, 5);
    broker.commit(3);
    poll(1);

    broker.installBehind(100, 2, 70, 100);
    append(2, 1);
    broker.commit(101);

    assertThatThrownBy(() -> poll(MANY)).isInstanceOf(OffsetOutOfRangeException.class);
    tailer.seek(Start.earliest());
    assertThat(poll(MANY)).isEqualTo(1);
    assertThat(given).last().isEqualTo("70 101/2/0");
  }

  @Test
  void saysThatAnInstallHasReplacedWhatItWasSentToBeforeAnythingFollows() {
    append(1, 5);
    broker.commit(5);
    tailer.seek(Start.offset(2));

    broker.installBehind(100, 2, 70, 100);

    assertThatThrownBy(() -> poll(MANY))
        .isInstanceOfSatisfying(
            OffsetOutOfRangeException.class, e -> assertThat(e.startOffset()).isEqualTo(70));
    append(2, 1);
    broker.commit(101);
    assertThatThrownBy(() -> poll(MANY)).isInstanceOf(OffsetOutOfRangeException.class);
    assertThat(given).isEmpty();
  }

  @Test
  void waitsForATimeAlsoWhereTheEndMovesOnBetweenTwoLooks() {
    append(1, 5);
    broker.commit(3);
    tailer.seek(Start.timestampNs(6));

    broker.commitIndexFirst(5);
    assertThat(poll(MANY)).isZero();
    broker.commit(5);
    append(1, 2);
    broker.commit(7);

    assertThat(poll(MANY)).isEqualTo(2);
    assertThat(given).containsExactly("5 6/1/0", "6 7/1/0");
  }

  @Test
  void waitsOverARestartUntilTheBrokerKnowsAgainWhatIsCommitted() {
    append(1, 4);
    broker.commit(4);
    poll(3);
    poll(MANY);

    broker.crash();
    append(2, 1);
    assertThat(poll(MANY)).isZero();

    broker.commit(3);
    assertThat(poll(MANY)).isZero();
    broker.commit(5);
    assertThat(poll(MANY)).isEqualTo(1);
    assertThat(given).last().isEqualTo("4 5/2/0");
  }

  @Test
  void failsWhereOtherEntriesAreCommittedInPlaceOfWhatItGave() {
    append(1, 4);
    broker.commit(4);
    poll(MANY);
    broker.crash();
    broker.truncateFrom(3);
    append(2, 3);

    broker.commit(5);

    assertThatThrownBy(() -> poll(MANY))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("lost");
    assertThatThrownBy(() -> poll(MANY)).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void failsWhereALaterTermIsCommittedBeforeWhatItGave() {
    append(1, 4);
    broker.commit(4);
    poll(MANY);
    broker.crash();
    broker.truncateFrom(2);
    append(2, 1);

    broker.commit(2);

    assertThatThrownBy(() -> poll(MANY))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("lost");
  }

  @Test
  void findsOffsetsAndTimes() {
    appendSegments(1, 3);
    broker.commit(broker.lastIndex() - 1);

    tailer.seek(Start.offset(17));
    assertThat(tailer.position()).isEqualTo(17);
    poll(1);
    assertThat(given).last().isEqualTo("17 18/1/0");
    tailer.seek(Start.timestampNs(10));
    poll(1);
    assertThat(given).last().isEqualTo("9 10/1/0");
    tailer.seek(Start.timestampNs(Long.MAX_VALUE));
    assertThat(poll(1)).isZero();
    assertThat(tailer.position()).isEqualTo(tailer.commitOffset());
    broker.commit(broker.lastIndex());
    assertThat(poll(MANY)).isEqualTo(1);
    tailer.seek(Start.offset(tailer.commitOffset() + 1));
    assertThat(poll(1)).isZero();
    append(1, 2);
    broker.commit(broker.lastIndex() - 1);
    assertThat(poll(MANY)).isZero();
    broker.commit(broker.lastIndex());
    assertThat(poll(MANY)).isEqualTo(1);
    tailer.seek(Start.latest());
    assertThat(poll(MANY)).isZero();
    assertThat(tailer.position()).isEqualTo(tailer.commitOffset());
  }

  @Test
  void seeksFromWithinAHandler() {
    broker.append(1, 3, 0, 1);
    broker.append(1, 3, 0, 2);
    broker.commit(2);
    final RecordHandler jumping =
        record -> {
          given.add(Long.toString(record.offset()));
          if (record.offset() == 1) {
            tailer.seek(Start.offset(4));
          }
        };

    assertThat(tailer.poll(jumping, MANY)).isEqualTo(4);
    assertThat(given).containsExactly("0", "1", "4", "5");
  }

  @Test
  void poisonsWhatAHandlerKeeps() {
    append(1, 1);
    broker.commit(1);
    try (LocalTailer poisoning =
        LocalTailer.open(directory, PublishedLog.TOPIC, PublishedLog.PARTITION, true)) {
      final List<DirectBuffer> kept = new ArrayList<>();
      poisoning.poll(record -> kept.add(record.buffer()), 1);

      assertThat(kept.get(0).getByte(80)).isEqualTo((byte) 0xDB);
    }
  }

  @Test
  void knowsNoOtherPartition() {
    assertThatThrownBy(() -> LocalTailer.open(directory, PublishedLog.TOPIC, 4))
        .isInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("orders-4");
    assertThatThrownBy(() -> LocalTailer.open(directory.resolve("no"), "orders", 3))
        .isInstanceOf(UnknownTopicException.class);
  }
}
