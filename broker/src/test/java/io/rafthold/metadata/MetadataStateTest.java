package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class MetadataStateTest {
  private static final int MARGIN = 13;

  private final RecordedChanges listener = new RecordedChanges();
  private final MetadataState state = new MetadataState(listener);
  private final MetadataEncoder encoder = new MetadataEncoder();

  @Test
  void aCreatedTopicIsFoundByNameIdAndGroup() {
    final Topic trades = topic(1, "trades", 1, 3);

    assertThat(apply(encoder.topicCreated(trades))).isEqualTo(ErrorCode.OK);

    assertThat(state.topic("trades")).isEqualTo(trades);
    assertThat(state.topicById(1)).isEqualTo(trades);
    assertThat(state.topicOfGroup(3)).isEqualTo(trades);
    assertThat(state.partitionOfGroup(3)).isEqualTo(trades.partitions().get(2));
    assertThat(state.partitionCount()).isEqualTo(3);
    assertThat(state.nextTopicId()).isEqualTo(2);
    assertThat(state.nextGroupId()).isEqualTo(4);
    assertThat(listener.changes).containsExactly("+trades#1");
  }

  @Test
  void topicsComeInTheOrderOfTheirNames() {
    apply(encoder.topicCreated(topic(1, "b", 1, 1)));
    apply(encoder.topicCreated(topic(2, "c", 2, 1)));
    apply(encoder.topicCreated(topic(3, "a", 3, 1)));

    assertThat(state.topics()).extracting(Topic::name).containsExactly("a", "b", "c");
  }

  @Test
  void ofTwoCreationsOfANameTheFirstWinsAndTheSecondsIdsAreSpent() {
    apply(encoder.topicCreated(topic(1, "trades", 1, 2)));

    assertThat(apply(encoder.topicCreated(topic(2, "trades", 3, 5))))
        .isEqualTo(ErrorCode.TOPIC_EXISTS);

    assertThat(state.topic("trades").id()).isEqualTo(1);
    assertThat(state.topicById(2)).isNull();
    assertThat(state.topicOfGroup(3)).isNull();
    assertThat(state.nextTopicId()).isEqualTo(3);
    assertThat(state.nextGroupId()).isEqualTo(8);
    assertThat(listener.changes).containsExactly("+trades#1");
  }

  @Test
  void theSameCreationTwiceIsHarmless() {
    final MutableDirectBuffer body = encoder.topicCreated(topic(1, "trades", 1, 2));
    apply(body);

    assertThat(apply(body)).isEqualTo(ErrorCode.TOPIC_EXISTS);
    assertThat(state.nextTopicId()).isEqualTo(2);
  }

  @Test
  void aCreationWithIdsOfAnotherTopicChangesNothing() {
    apply(encoder.topicCreated(topic(4, "trades", 5, 2)));

    assertThat(apply(encoder.topicCreated(topic(4, "quotes", 9, 1)))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(apply(encoder.topicCreated(topic(5, "quotes", 6, 1)))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(state.topics()).hasSize(1);
    assertThat(state.nextTopicId()).isEqualTo(5);
  }

  @Test
  void aDeletedTopicIsGoneAndItsIdsStaySpent() {
    apply(encoder.topicCreated(topic(1, "trades", 1, 2)));

    assertThat(apply(encoder.topicDeleted(1))).isEqualTo(ErrorCode.OK);
    assertThat(apply(encoder.topicDeleted(1))).isEqualTo(ErrorCode.UNKNOWN_TOPIC);

    assertThat(state.topics()).isEmpty();
    assertThat(state.topicById(1)).isNull();
    assertThat(state.topicOfGroup(1)).isNull();
    assertThat(state.partitionOfGroup(2)).isNull();
    assertThat(state.partitionCount()).isZero();
    assertThat(state.nextTopicId()).isEqualTo(2);
    assertThat(state.nextGroupId()).isEqualTo(3);
    assertThat(listener.changes).containsExactly("+trades#1", "-trades#1");
  }

  @Test
  void producerIdsRise() {
    assertThat(apply(encoder.producerIdAllocated(1))).isEqualTo(ErrorCode.OK);
    assertThat(apply(encoder.producerIdAllocated(7))).isEqualTo(ErrorCode.OK);
    assertThat(apply(encoder.producerIdAllocated(7))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(state.nextProducerId()).isEqualTo(8);
  }

  @Test
  void anUnknownTemplateIsNamed() {
    final MutableDirectBuffer body = encoder.topicDeleted(1);
    body.putShort(MessageHeaderEncoder.templateIdEncodingOffset(), (short) 119);

    assertThatThrownBy(() -> apply(body))
        .isInstanceOf(MetadataException.class)
        .hasMessageContaining("template 119")
        .hasMessageContaining("newer release");
  }

  @Test
  void aNewerSchemaVersionAndAForeignSchemaAreNamed() {
    final int newer = MessageHeaderDecoder.SCHEMA_VERSION + 1;
    final MutableDirectBuffer body = encoder.topicDeleted(1);
    body.putShort(MessageHeaderEncoder.versionEncodingOffset(), (short) newer);
    assertThatThrownBy(() -> apply(body)).hasMessageContaining("schema version " + newer);

    body.putShort(MessageHeaderEncoder.schemaIdEncodingOffset(), (short) 1);
    assertThatThrownBy(() -> apply(body)).hasMessageContaining("of schema 1 ");
  }

  @Test
  void everyTruncationIsRefusedAndChangesNothing() {
    final MutableDirectBuffer body = encoder.topicCreated(topic(1, "trades", 1, 3));

    for (int length = 0; length < body.capacity(); length++) {
      final int cut = length;
      assertThatThrownBy(() -> state.apply(body, 0, cut))
          .as("cut to %d of %d bytes", cut, body.capacity())
          .isInstanceOf(MetadataException.class);
    }
    assertThat(state.topics()).isEmpty();
    assertThat(state.nextTopicId()).isEqualTo(1);
    assertThat(listener.changes).isEmpty();
  }

  @Test
  void randomDamageIsAppliedOrRefusedAndNothingElse() {
    final long seed = new Random().nextLong();
    final Random random = new Random(seed);
    final DirectBuffer whole = encoder.topicCreated(topic(1, "trades", 1, 3));

    for (int i = 0; i < 20_000; i++) {
      final UnsafeBuffer body = new UnsafeBuffer(new byte[whole.capacity()]);
      body.putBytes(0, whole, 0, whole.capacity());
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        body.putByte(random.nextInt(body.capacity()), (byte) random.nextInt());
      }
      final MetadataState fresh = new MetadataState(new RecordedChanges());
      try {
        assertThat(fresh.apply(body, 0, body.capacity())).isNotNull();
      } catch (MetadataException refused) {
        assertThat(fresh.topics()).as("seed %d, round %d", seed, i).isEmpty();
      } catch (RuntimeException other) {
        throw new AssertionError("seed " + seed + ", round " + i, other);
      }
    }
  }

  @Test
  void oddValuesAreNamed() {
    assertThatThrownBy(() -> apply(encoder.topicCreated(topic(0, "trades", 1, 1))))
        .hasMessageContaining("topic id 0");
    assertThatThrownBy(() -> apply(encoder.topicCreated(topic(1, "a/b", 1, 1))))
        .hasMessageContaining("'a/b'");
    assertThatThrownBy(() -> apply(encoder.topicCreated(topic(1, "trades", 0, 1))))
        .hasMessageContaining("group id 0");
    final Topic twice =
        new Topic(1, "t", AckLevel.QUORUM, 1 << 20, 2, List.of(new PartitionPlacement(0, 1, 5, 5)));
    assertThatThrownBy(() -> apply(encoder.topicCreated(twice)))
        .hasMessageContaining("two replicas on broker 5");
  }

  /** Applies from the middle of a larger buffer, as a log's bytes lie. */
  private ErrorCode apply(DirectBuffer body) {
    final MutableDirectBuffer log = new ExpandableArrayBuffer();
    log.putBytes(MARGIN, body, 0, body.capacity());
    return state.apply(log, MARGIN, body.capacity());
  }

  private static Topic topic(int id, String name, int firstGroupId, int partitions) {
    final List<PartitionPlacement> placements = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      placements.add(new PartitionPlacement(i, firstGroupId + i, i % 3, (i + 1) % 3));
    }
    return new Topic(id, name, AckLevel.QUORUM_SYNC, 64 << 20, 2, placements);
  }
}
