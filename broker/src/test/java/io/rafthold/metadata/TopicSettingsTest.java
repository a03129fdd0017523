package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.partition.RetentionPolicy;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.TopicCreatedDecoder;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TopicSettingsTest {
  private static final long WEEK_MS = 7L * 24 * 60 * 60 * 1_000;
  private static final long GIB = 1L << 30;
  private static final long SEGMENT_BYTES = 16 << 20;

  private final RecordedChanges listener = new RecordedChanges();
  private final MetadataState state = new MetadataState(listener);
  private final MetadataEncoder encoder = new MetadataEncoder();
  private final MetadataController controller =
      new MetadataController(
          state,
          List.of(new ClusterMember(0, "127.0.0.1", 1, 2, 3)),
          new MetadataDefaults(1, SEGMENT_BYTES, AckLevel.QUORUM_SYNC));

  @Test
  void aTopicIsCreatedWithItsRetention() {
    apply(controller.prepareCreate(spec(WEEK_MS, 10 * GIB)));

    assertThat(state.topic("trades").retention()).isEqualTo(new RetentionPolicy(WEEK_MS, 10 * GIB));
  }

  @Test
  void aChangeTouchesWhatItNamesAndNothingElse() {
    apply(controller.prepareCreate(spec(WEEK_MS, 10 * GIB)));
    final Topic before = state.topic("trades");

    apply(controller.prepareAlter("trades", new TopicChange(0, TopicChange.AS_IT_IS, 1 << 20)));

    final Topic after = state.topic("trades");
    assertThat(after).isEqualTo(before.with(1 << 20, new RetentionPolicy(0, 10 * GIB)));
    assertThat(state.topicById(after.id())).isSameAs(after);
    assertThat(state.topicOfGroup(1)).isSameAs(after);
    assertThat(listener.changes).containsExactly("+trades#1", "=trades#1");
  }

  @Test
  void ofTwoChangesInFlightEachHasItsWay() {
    apply(controller.prepareCreate(spec(0, 0)));
    final Proposal time =
        controller.prepareAlter("trades", new TopicChange(WEEK_MS, -1, TopicChange.AS_IT_IS));
    final Proposal bytes =
        controller.prepareAlter("trades", new TopicChange(-1, GIB, TopicChange.AS_IT_IS));

    apply(time);
    apply(bytes);

    assertThat(state.topic("trades").retention()).isEqualTo(new RetentionPolicy(WEEK_MS, GIB));
  }

  @Test
  void aChangeThatLosesAgainstADeletionSaysSo() {
    apply(controller.prepareCreate(spec(0, 0)));
    final Proposal change = controller.prepareAlter("trades", new TopicChange(WEEK_MS, -1, -1));
    final Proposal deletion = controller.prepareDelete("trades");
    apply(deletion);

    final ErrorCode code = state.apply(change.body(), 0, change.length());

    assertThat(code).isEqualTo(ErrorCode.UNKNOWN_TOPIC);
    assertThat(controller.onApplied(change, code)).contains("'trades'");
  }

  @Test
  void aChangeThatIsAppliedLeavesADeletionInFlight() {
    apply(controller.prepareCreate(spec(0, 0)));
    final Proposal change = controller.prepareAlter("trades", new TopicChange(WEEK_MS, -1, -1));
    final Proposal deletion = controller.prepareDelete("trades");
    apply(change);

    assertThat(controller.prepareDelete("trades").code()).isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    apply(deletion);
    assertThat(state.topics()).isEmpty();
  }

  @Test
  void whatCannotBeIsRefusedWithTheValue() {
    assertThat(controller.prepareCreate(spec(999, 0)))
        .extracting(Proposal::code, Proposal::message)
        .satisfies(
            refusal -> {
              assertThat(refusal.get(0)).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat((String) refusal.get(1)).contains("999 ms").contains("1000 to");
            });
    assertThat(controller.prepareCreate(spec(Long.MAX_VALUE, 0)).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(controller.prepareCreate(spec(-5, 0)).message()).contains("-5 ms");
    assertThat(controller.prepareCreate(spec(0, 4096)).message()).contains("4096").contains("all");
    assertThat(controller.prepareCreate(spec(0, -1)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);

    apply(controller.prepareCreate(spec(0, 0)));
    assertThat(controller.prepareAlter("trades", new TopicChange(-1, -1, -1)).message())
        .contains("nothing");
    assertThat(controller.prepareAlter("trades", new TopicChange(-1, -1, 5)).message())
        .contains("segment bytes 5");
    assertThat(controller.prepareAlter("trades", new TopicChange(-2, -1, -1)).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(controller.prepareAlter("quotes", new TopicChange(0, -1, -1)).code())
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC);
    assertThat(controller.prepareAlter("a/b", new TopicChange(0, -1, -1)).code())
        .isEqualTo(ErrorCode.INVALID_TOPIC);
  }

  @Test
  void aTopicOfAnOlderReleaseKeepsItsRecordsForEver() {
    final DirectBuffer body =
        asOfVersionTwo(controller.prepareCreate(spec(WEEK_MS, 10 * GIB)).body());

    assertThat(state.apply(body, 0, body.capacity())).isEqualTo(ErrorCode.OK);

    final Topic topic = state.topic("trades");
    assertThat(topic.retention()).isEqualTo(RetentionPolicy.FOR_EVER);
    assertThat(topic.segmentBytes()).isEqualTo(SEGMENT_BYTES);
    assertThat(topic.partitions()).hasSize(1);
  }

  @Test
  void entriesOfVersionThreeSayTheSameForEver() {
    final MutableDirectBuffer created =
        asOfVersionThree(controller.prepareCreate(spec(WEEK_MS, 10 * GIB)).body());
    assertThat(apply(created)).isEqualTo(ErrorCode.OK);
    final MutableDirectBuffer altered =
        asOfVersionThree(encoder.topicAltered(1, new TopicChange(-1, 20 * GIB, -1)));
    assertThat(apply(altered)).isEqualTo(ErrorCode.OK);

    assertThat(state.topic("trades").retention()).isEqualTo(new RetentionPolicy(WEEK_MS, 20 * GIB));
  }

  /** It had the same fields. */
  private static MutableDirectBuffer asOfVersionThree(DirectBuffer body) {
    final MutableDirectBuffer older = new UnsafeBuffer(new byte[body.capacity()]);
    older.putBytes(0, body, 0, body.capacity());
    new MessageHeaderEncoder().wrap(older, 0).version(3);
    return older;
  }

  @Test
  void anEntryOfThisVersionThatLacksTheRetentionIsRefused() {
    final MutableDirectBuffer body =
        asOfVersionTwo(controller.prepareCreate(spec(WEEK_MS, 0)).body());
    body.putShort(
        MessageHeaderEncoder.versionEncodingOffset(),
        (short) TopicCreatedDecoder.retentionMsSinceVersion(),
        ByteOrder.LITTLE_ENDIAN);

    assertThatThrownBy(() -> state.apply(body, 0, body.capacity()))
        .isInstanceOf(MetadataException.class)
        .hasMessageContaining("block length");
  }

  @Test
  void oddValuesInAnEntryAreNamed() {
    apply(controller.prepareCreate(spec(0, 0)));

    assertThatThrownBy(() -> apply(encoder.topicAltered(1, new TopicChange(-2, -1, -1))))
        .hasMessageContaining("retention ms -2");
    assertThatThrownBy(() -> apply(encoder.topicAltered(1, new TopicChange(-1, -9, -1))))
        .hasMessageContaining("retention bytes -9");
    assertThatThrownBy(() -> apply(encoder.topicAltered(1, new TopicChange(-1, -1, 7))))
        .hasMessageContaining("segment bytes 7");
    assertThat(apply(encoder.topicAltered(2, new TopicChange(0, -1, -1))))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC);
  }

  /** Cuts out of the block what the version did not have. */
  private static MutableDirectBuffer asOfVersionTwo(DirectBuffer body) {
    final int head =
        MessageHeaderEncoder.ENCODED_LENGTH + TopicCreatedDecoder.retentionMsEncodingOffset();
    final int tail = MessageHeaderEncoder.ENCODED_LENGTH + TopicCreatedDecoder.BLOCK_LENGTH;
    final MutableDirectBuffer older = new UnsafeBuffer(new byte[body.capacity() - (tail - head)]);
    older.putBytes(0, body, 0, head);
    older.putBytes(head, body, tail, body.capacity() - tail);
    new MessageHeaderEncoder()
        .wrap(older, 0)
        .blockLength(TopicCreatedDecoder.retentionMsEncodingOffset())
        .version(2);
    return older;
  }

  private void apply(Proposal proposal) {
    assertThat(proposal.code()).as(proposal.message()).isEqualTo(ErrorCode.OK);
    final ErrorCode code = apply(proposal.body());
    assertThat(code).isEqualTo(ErrorCode.OK);
    controller.onApplied(proposal, code);
  }

  private ErrorCode apply(DirectBuffer body) {
    return state.apply(body, 0, body.capacity());
  }

  private static TopicSpec spec(long retentionMs, long retentionBytes) {
    return new TopicSpec(
        "trades", 1, 1, 0, AckLevelCode.TOPIC_DEFAULT, retentionMs, retentionBytes);
  }
}
