package io.rafthold.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.MetadataController;
import io.rafthold.metadata.MetadataState;
import io.rafthold.metadata.Proposal;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AddBrokerRequestDecoder;
import io.rafthold.protocol.codec.AddReplicaRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.RemoveBrokerRequestDecoder;
import io.rafthold.protocol.codec.RemoveReplicaRequestDecoder;
import io.rafthold.protocol.codec.TransferRequestDecoder;
import io.rafthold.raft.Membership;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;

/**
 * Handles what changes brokers and the places of replicas, which the leader of group 0 decides, and
 * what hands a partition over, which its own leader does.
 */
final class ClusterHandler {
  private final SessionContext context;
  private final Replies replies;
  private final TransferRequestDecoder transfer = new TransferRequestDecoder();
  private final AddBrokerRequestDecoder addBroker = new AddBrokerRequestDecoder();
  private final RemoveBrokerRequestDecoder removeBroker = new RemoveBrokerRequestDecoder();
  private final AddReplicaRequestDecoder addReplica = new AddReplicaRequestDecoder();
  private final RemoveReplicaRequestDecoder removeReplica = new RemoveReplicaRequestDecoder();

  ClusterHandler(SessionContext context, Replies replies) {
    this.context = context;
    this.replies = replies;
  }

  boolean onAddBroker(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final int hostLength = MessageFrame.dataLength(buffer, position, length);
    if (!MessageFrame.wrap(addBroker, buffer, position)
        || hostLength < 0
        || hostLength > ClusterMember.MAX_HOST) {
      return false;
    }
    final byte[] host = new byte[hostLength];
    buffer.getBytes(MessageFrame.dataPosition(buffer, position), host);
    final ClusterMember member =
        new ClusterMember(
            addBroker.brokerId(),
            new String(host, UTF_8),
            addBroker.peerPort(),
            addBroker.clientPort(),
            addBroker.responsePort());
    change(
        session, addBroker.correlationId(), leader -> leader.brokers().prepareAdd(member), epochNs);
    return true;
  }

  boolean onRemoveBroker(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(removeBroker, buffer, position)) {
      return false;
    }
    final int brokerId = removeBroker.brokerId();
    change(
        session,
        removeBroker.correlationId(),
        leader -> leader.brokers().prepareLeave(brokerId),
        epochNs);
    return true;
  }

  boolean onAddReplica(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(addReplica, buffer, position)) {
      return false;
    }
    final int groupId = addReplica.groupId();
    final int brokerId = addReplica.brokerId();
    change(
        session,
        addReplica.correlationId(),
        leader -> leader.placements().prepareAddReplica(groupId, brokerId),
        epochNs);
    return true;
  }

  boolean onRemoveReplica(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(removeReplica, buffer, position)) {
      return false;
    }
    final int groupId = removeReplica.groupId();
    final int brokerId = removeReplica.brokerId();
    change(
        session,
        removeReplica.correlationId(),
        leader -> leader.placements().prepareRemoveReplica(groupId, brokerId),
        epochNs);
    return true;
  }

  boolean onTransfer(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(transfer, buffer, position)) {
      return false;
    }
    final Replica replica = context.partition(transfer.groupId());
    final ErrorCode code = handOver(replica, transfer.toBroker());
    replies.admin(
        session,
        transfer.correlationId(),
        code,
        replica == null ? -1 : replica.leaderId(),
        messageOf(code, replica, transfer.toBroker()));
    return true;
  }

  private ErrorCode handOver(Replica replica, int toBroker) {
    if (replica == null) {
      return ErrorCode.UNKNOWN_GROUP;
    }
    if (!replica.isLeader()) {
      return ErrorCode.NOT_LEADER;
    }
    if (toBroker == context.settings().brokerId()) {
      return ErrorCode.OK;
    }
    if (!replica.membership().isVoter(toBroker)) {
      return ErrorCode.INVALID_ARGUMENT;
    }
    final boolean isBegun = context.reconciler().transfer(replica, toBroker);
    return isBegun ? ErrorCode.OK : ErrorCode.CHANGE_IN_PROGRESS;
  }

  private static List<Integer> votersOf(Membership membership) {
    return IntStream.range(0, membership.voterCount()).mapToObj(membership::voterAt).toList();
  }

  private static String messageOf(ErrorCode code, Replica replica, int toBroker) {
    return switch (code) {
      case INVALID_ARGUMENT ->
          "broker "
              + toBroker
              + " has no replica that votes; those that do are on brokers "
              + votersOf(replica.membership());
      case CHANGE_IN_PROGRESS ->
          "broker " + toBroker + " cannot take over now: it catches up, or members change";
      default -> "";
    };
  }

  private void change(
      ClientSession session,
      long correlationId,
      Function<MetadataController, Proposal> change,
      long epochNs) {
    context.metadata().change(session.sessionId(), correlationId, change, epochNs);
    context.wakeup().wake(context.replica().apply(MetadataState.METADATA_GROUP_ID));
  }
}
