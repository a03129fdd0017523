package io.rafthold.session;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AddBrokerRequestDecoder;
import io.rafthold.protocol.codec.AddReplicaRequestDecoder;
import io.rafthold.protocol.codec.AlterTopicRequestDecoder;
import io.rafthold.protocol.codec.ClusterRequestDecoder;
import io.rafthold.protocol.codec.ConnectRequestDecoder;
import io.rafthold.protocol.codec.CreateTopicRequestDecoder;
import io.rafthold.protocol.codec.CreditRequestDecoder;
import io.rafthold.protocol.codec.CursorRequestDecoder;
import io.rafthold.protocol.codec.CursorsRequestDecoder;
import io.rafthold.protocol.codec.DeleteGroupRequestDecoder;
import io.rafthold.protocol.codec.DeleteTopicRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.GroupHeartbeatRequestDecoder;
import io.rafthold.protocol.codec.GroupsRequestDecoder;
import io.rafthold.protocol.codec.GrowTopicRequestDecoder;
import io.rafthold.protocol.codec.InitProducerRequestDecoder;
import io.rafthold.protocol.codec.JoinGroupRequestDecoder;
import io.rafthold.protocol.codec.LeaveGroupRequestDecoder;
import io.rafthold.protocol.codec.OffsetsRequestDecoder;
import io.rafthold.protocol.codec.ProduceRequestDecoder;
import io.rafthold.protocol.codec.RemoveBrokerRequestDecoder;
import io.rafthold.protocol.codec.RemoveReplicaRequestDecoder;
import io.rafthold.protocol.codec.StatusRequestDecoder;
import io.rafthold.protocol.codec.SubscribeRequestDecoder;
import io.rafthold.protocol.codec.TransferRequestDecoder;
import io.rafthold.protocol.codec.UnsubscribeRequestDecoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/** Leads each request to its handler; what cannot be read is refused by name and counted. */
final class RequestRouter {
  private final Int2ObjectHashMap<RequestHandler> handlers = new Int2ObjectHashMap<>();
  private final Replies replies;
  private final CursorHandler cursors;
  private long refusedCount;

  RequestRouter(SessionContext context, Replies replies, int maxMessageLength) {
    this.replies = replies;
    final ClusterReplies clusterReplies = new ClusterReplies(context, replies, maxMessageLength);
    final MetadataHandler metadata = new MetadataHandler(context, replies, clusterReplies);
    final ClusterHandler changes = new ClusterHandler(context, replies);
    handlers.put(TransferRequestDecoder.TEMPLATE_ID, changes::onTransfer);
    handlers.put(AddBrokerRequestDecoder.TEMPLATE_ID, changes::onAddBroker);
    handlers.put(RemoveBrokerRequestDecoder.TEMPLATE_ID, changes::onRemoveBroker);
    handlers.put(AddReplicaRequestDecoder.TEMPLATE_ID, changes::onAddReplica);
    handlers.put(RemoveReplicaRequestDecoder.TEMPLATE_ID, changes::onRemoveReplica);
    final ReadHandler read = new ReadHandler(context, replies);
    handlers.put(ProduceRequestDecoder.TEMPLATE_ID, new ProduceHandler(context, replies));
    handlers.put(CreditRequestDecoder.TEMPLATE_ID, read::onCredit);
    handlers.put(SubscribeRequestDecoder.TEMPLATE_ID, read::onSubscribe);
    handlers.put(UnsubscribeRequestDecoder.TEMPLATE_ID, read::onUnsubscribe);
    handlers.put(OffsetsRequestDecoder.TEMPLATE_ID, read::onOffsets);
    handlers.put(ConnectRequestDecoder.TEMPLATE_ID, metadata::onConnect);
    handlers.put(ClusterRequestDecoder.TEMPLATE_ID, metadata::onCluster);
    handlers.put(InitProducerRequestDecoder.TEMPLATE_ID, metadata::onInitProducer);
    handlers.put(CreateTopicRequestDecoder.TEMPLATE_ID, metadata::onCreateTopic);
    handlers.put(AlterTopicRequestDecoder.TEMPLATE_ID, metadata::onAlterTopic);
    handlers.put(GrowTopicRequestDecoder.TEMPLATE_ID, metadata::onGrowTopic);
    handlers.put(DeleteTopicRequestDecoder.TEMPLATE_ID, metadata::onDeleteTopic);
    final GroupHandler groups =
        new GroupHandler(context, replies, new GroupReplies(replies, maxMessageLength));
    handlers.put(JoinGroupRequestDecoder.TEMPLATE_ID, groups::onJoin);
    handlers.put(GroupHeartbeatRequestDecoder.TEMPLATE_ID, groups::onHeartbeat);
    handlers.put(LeaveGroupRequestDecoder.TEMPLATE_ID, groups::onLeave);
    handlers.put(DeleteGroupRequestDecoder.TEMPLATE_ID, groups::onDelete);
    handlers.put(GroupsRequestDecoder.TEMPLATE_ID, groups::onGroups);
    cursors = new CursorHandler(context, new CursorReplies());
    handlers.put(CursorRequestDecoder.TEMPLATE_ID, cursors::onMove);
    handlers.put(CursorsRequestDecoder.TEMPLATE_ID, cursors::onAsk);
    handlers.put(StatusRequestDecoder.TEMPLATE_ID, clusterReplies::onStatus);
  }

  void route(ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final int templateId = MessageFrame.templateId(buffer, position, length);
    if (templateId < 0) {
      refuse(session, frameProblem(templateId, length));
      return;
    }
    final RequestHandler handler = handlers.get(templateId);
    if (handler == null) {
      refuse(session, "template " + templateId + " is no request of this protocol");
    } else if (!handler.onRequest(session, buffer, position, length, epochNs)) {
      refuse(
          session, "request of template " + templateId + " does not fit its " + length + " bytes");
    }
  }

  private static String frameProblem(int problem, int length) {
    return switch (problem) {
      case MessageFrame.UNKNOWN_VERSION ->
          "the message's schema version is not known to this broker: use a client of its version";
      case MessageFrame.TRUNCATED -> "a message of " + length + " bytes is shorter than it says";
      default -> "the message is not of Rafthold's schema";
    };
  }

  private void refuse(ClientSession session, String message) {
    refusedCount++;
    replies.refused(session, 0, ErrorCode.MALFORMED, message);
  }

  /** Returns the handler of what is asked about cursors, which takes answers of replicas too. */
  CursorHandler cursors() {
    return cursors;
  }

  long refusedCount() {
    return refusedCount;
  }
}
