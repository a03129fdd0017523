package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AdminReplyDecoder;
import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.CursorReplyDecoder;
import io.rafthold.protocol.codec.CursorRequestEncoder;
import io.rafthold.protocol.codec.CursorsReplyDecoder;
import io.rafthold.protocol.codec.CursorsRequestEncoder;
import io.rafthold.protocol.codec.DeleteGroupRequestEncoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.GroupHeartbeatReplyDecoder;
import io.rafthold.protocol.codec.GroupHeartbeatRequestEncoder;
import io.rafthold.protocol.codec.GroupsReplyDecoder;
import io.rafthold.protocol.codec.GroupsRequestEncoder;
import io.rafthold.protocol.codec.JoinGroupReplyDecoder;
import io.rafthold.protocol.codec.JoinGroupRequestEncoder;
import io.rafthold.protocol.codec.LeaveGroupRequestEncoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.RequestRefusedDecoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member of a consumer group asks whole brokers, message by message. */
class GroupRequestsTest {
  private static final long SEED = 31;
  private static final long SESSION = 1;
  private static final String GROUP = "billing";

  @TempDir Path directory;
  private CoreCluster cluster;
  private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder decodedHeader = new MessageHeaderDecoder();
  private long correlationId;

  @BeforeEach
  void start() {
    cluster = new CoreCluster(directory, 3, SEED);
    for (int id = 0; id < 3; id++) {
      cluster.at(id).core().clients().onSessionOpened(SESSION);
    }
    final CoreCluster.Node controller = cluster.awaitLeader(0);
    TopicCreation.of("trades", 2).send(cluster, controller);
    cluster.awaitLeader(1);
    cluster.awaitLeader(2);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void twoMembersShareATopicAndOneIsFenced() {
    final long anna = join(1);
    final Map<Integer, Long> annas = beatUntil(anna, 0, Map.of(), 2);
    assertThat(claim(anna, 1, annas.get(1))).isEqualTo(-1);
    final long generation = lastGeneration;

    final long bert = join(2);
    assertThat(bert).isNotEqualTo(anna);
    final Map<Integer, Long> left = beatUntil(anna, generation, annas, 1);
    assertThat(annas).containsAllEntriesOf(left);
    beat(anna, lastGeneration, left);
    final Map<Integer, Long> berts = beatUntil(bert, 0, Map.of(), 1);
    final int moved = berts.keySet().iterator().next();
    assertThat(left).doesNotContainKey(moved);
    assertThat(berts.get(moved)).isGreaterThan(annas.get(moved));

    assertThat(claim(bert, moved, berts.get(moved))).isEqualTo(-1);
    assertThat(move(CursorAction.COMMIT, anna, moved, annas.get(moved), 0))
        .as("the zombie's commit")
        .isEqualTo(ErrorCode.STALE_GENERATION);
    assertThat(lastOwner).isEqualTo(bert);
    assertThat(move(CursorAction.COMMIT, bert, moved, berts.get(moved), 0)).isEqualTo(ErrorCode.OK);
    assertThat(lastOffset).isZero();
    assertThat(committed(moved)).isZero();
  }

  @Test
  void aGroupIsListedDescribedAndDeleted() {
    final long anna = join(1);
    beatUntil(anna, 0, Map.of(), 2);
    GroupsReplyDecoder.GroupsDecoder listed = groups("", false, ErrorCode.OK).groups();
    assertThat(listed.count()).isEqualTo(1);
    assertThat(listed.next().partitionCount()).isEqualTo(2);
    listed = groups(GROUP, true, ErrorCode.OK).groups().next();
    assertThat(listed.memberCount()).isEqualTo(1);
    assertThat(listed.topics().next().topic()).isEqualTo("trades");
    assertThat(listed.members().next().memberId()).isEqualTo(anna);
    groups("nobody", true, ErrorCode.UNKNOWN_GROUP_NAME);

    assertThat(delete()).isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    assertThat(leave(anna)).isEqualTo(ErrorCode.OK);
    assertThat(leave(anna)).as("a repeat").isEqualTo(ErrorCode.OK);
    assertThat(delete()).isEqualTo(ErrorCode.OK);
    assertThat(delete()).isEqualTo(ErrorCode.UNKNOWN_GROUP_NAME);
    assertThat(groups("", false, ErrorCode.OK).groups().count()).isZero();
    assertThat(beatCode(anna)).isEqualTo(ErrorCode.UNKNOWN_MEMBER);
  }

  @Test
  void groupsOutliveTheirCoordinator() {
    final long anna = join(1);
    final Map<Integer, Long> annas = beatUntil(anna, 0, Map.of(), 2);
    final long generation = lastGeneration;
    final CoreCluster.Node old = cluster.awaitLeader(0);
    cluster.isolate(old.id, true);
    cluster.await("another one leads", () -> cluster.awaitLeader(0).id != old.id);
    assertThat(beatUntil(anna, generation, annas, 2)).isEqualTo(annas);
    assertThat(join(1)).as("the same wish").isEqualTo(anna);
  }

  @Test
  void whatIsCutOffIsRefused() {
    final CoreCluster.Node node = cluster.awaitLeader(0);
    final JoinGroupRequestEncoder request = wish(5);
    final int whole = MessageFrame.HEADER_LENGTH + request.encodedLength();
    for (int length = MessageFrame.HEADER_LENGTH; length < whole; length++) {
      node.replies.clear();
      cluster.request(node, SESSION, out, length);
      assertThat(node.replies).hasSize(1);
      decodedHeader.wrap(node.replies.get(0), 0);
      assertThat(decodedHeader.templateId()).isEqualTo(RequestRefusedDecoder.TEMPLATE_ID);
    }
  }

  private long lastGeneration;
  private long lastOffset;
  private long lastOwner;

  private JoinGroupRequestEncoder wish(long token) {
    final JoinGroupRequestEncoder request = new JoinGroupRequestEncoder();
    request
        .wrapAndApplyHeader(out, 0, header)
        .correlationId(++correlationId)
        .memberId(0)
        .joinToken(token)
        .sessionTimeoutMs(0)
        .strategy(AssignmentStrategy.COOPERATIVE_STICKY)
        .topicsCount(1)
        .next()
        .topic("trades");
    return request.consumerGroup(GROUP).clientName("test");
  }

  private long join(long token) {
    final JoinGroupReplyDecoder reply = new JoinGroupReplyDecoder();
    cluster.await(
        "a member",
        () -> {
          final UnsafeBuffer answer = ask(cluster.awaitLeader(0), wish(token));
          return reply.wrapAndApplyHeader(answer, 0, decodedHeader).code() == ErrorCode.OK;
        });
    assertThat(reply.memberId()).isNotZero();
    assertThat(reply.sessionTimeoutMs()).isEqualTo(10_000);
    return reply.memberId();
  }

  private GroupHeartbeatReplyDecoder beat(long member, long generation, Map<Integer, Long> held) {
    final GroupHeartbeatRequestEncoder request = new GroupHeartbeatRequestEncoder();
    final GroupHeartbeatRequestEncoder.HeldEncoder each =
        request
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(++correlationId)
            .memberId(member)
            .generation(generation)
            .heldCount(held.size());
    held.forEach((groupId, epoch) -> each.next().groupId(groupId).epoch(epoch));
    request.consumerGroup(GROUP);
    return new GroupHeartbeatReplyDecoder()
        .wrapAndApplyHeader(ask(cluster.awaitLeader(0), request), 0, decodedHeader);
  }

  private ErrorCode beatCode(long member) {
    return beat(member, 0, Map.of()).code();
  }

  /** Sends heartbeats that hold what was given, until the answer gives so many partitions. */
  private Map<Integer, Long> beatUntil(
      long member, long generation, Map<Integer, Long> held, int count) {
    final Map<Integer, Long> owned = new TreeMap<>();
    cluster.await(
        "so many partitions",
        () -> {
          final GroupHeartbeatReplyDecoder reply = beat(member, generation, held);
          owned.clear();
          lastGeneration = reply.generation();
          reply.owned().forEach(each -> owned.put(each.groupId(), each.epoch()));
          return reply.code() == ErrorCode.OK && owned.size() == count;
        });
    return owned;
  }

  private long claim(long member, int groupId, long epoch) {
    assertThat(move(CursorAction.CLAIM, member, groupId, epoch, 0)).isEqualTo(ErrorCode.OK);
    return lastOffset;
  }

  private ErrorCode move(CursorAction action, long member, int groupId, long epoch, long offset) {
    final CursorReplyDecoder reply = new CursorReplyDecoder();
    cluster.await(
        "an answer that is none of a moment",
        () -> {
          final CursorRequestEncoder request = new CursorRequestEncoder();
          request
              .wrapAndApplyHeader(out, 0, header)
              .correlationId(++correlationId)
              .groupId(groupId)
              .memberId(member)
              .epoch(epoch)
              .sequence(0)
              .cursorOffset(offset)
              .action(action)
              .consumerGroup(GROUP);
          reply.wrapAndApplyHeader(ask(cluster.awaitLeader(groupId), request), 0, decodedHeader);
          return reply.code() != ErrorCode.OVERLOADED && reply.code() != ErrorCode.NOT_LEADER;
        });
    lastOffset = reply.cursorOffset();
    lastOwner = reply.memberId();
    return reply.code();
  }

  private long committed(int groupId) {
    final CursorsReplyDecoder reply = new CursorsReplyDecoder();
    cluster.await(
        "the cursor",
        () -> {
          final CursorsRequestEncoder request = new CursorsRequestEncoder();
          request
              .wrapAndApplyHeader(out, 0, header)
              .correlationId(++correlationId)
              .groupId(groupId)
              .consumerGroup(GROUP);
          reply.wrapAndApplyHeader(ask(cluster.awaitLeader(groupId), request), 0, decodedHeader);
          return reply.code() == ErrorCode.OK;
        });
    assertThat(reply.endOffset()).isZero();
    return reply.cursorOffset();
  }

  private GroupsReplyDecoder groups(String name, boolean describes, ErrorCode expected) {
    final GroupsRequestEncoder request = new GroupsRequestEncoder();
    request
        .wrapAndApplyHeader(out, 0, header)
        .correlationId(++correlationId)
        .describe(describes ? BooleanType.YES : BooleanType.NO)
        .consumerGroup(name);
    final GroupsReplyDecoder reply =
        new GroupsReplyDecoder()
            .wrapAndApplyHeader(ask(cluster.awaitLeader(0), request), 0, decodedHeader);
    assertThat(reply.code()).isEqualTo(expected);
    return reply;
  }

  private ErrorCode leave(long member) {
    final LeaveGroupRequestEncoder request = new LeaveGroupRequestEncoder();
    request
        .wrapAndApplyHeader(out, 0, header)
        .correlationId(++correlationId)
        .memberId(member)
        .consumerGroup(GROUP);
    return admin(request);
  }

  private ErrorCode delete() {
    final DeleteGroupRequestEncoder request = new DeleteGroupRequestEncoder();
    request.wrapAndApplyHeader(out, 0, header).correlationId(++correlationId).consumerGroup(GROUP);
    return admin(request);
  }

  private ErrorCode admin(MessageEncoderFlyweight request) {
    return new AdminReplyDecoder()
        .wrapAndApplyHeader(ask(cluster.awaitLeader(0), request), 0, decodedHeader)
        .code();
  }

  private UnsafeBuffer ask(CoreCluster.Node node, MessageEncoderFlyweight request) {
    node.replies.clear();
    final int length = MessageFrame.HEADER_LENGTH + request.encodedLength();
    cluster.request(node, SESSION, out, length);
    cluster.await("an answer of broker " + node.id, () -> !node.replies.isEmpty());
    return node.replies.get(0);
  }
}
