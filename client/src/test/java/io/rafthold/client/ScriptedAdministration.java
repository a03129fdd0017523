package io.rafthold.client;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AddBrokerRequestDecoder;
import io.rafthold.protocol.codec.AdminReplyEncoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.TransferRequestDecoder;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Answers what changes brokers, replicas and leaders, as the cluster is told to. */
final class ScriptedAdministration {
  /** Templates 31 to 35: transfer, replicas, brokers. */
  private static final int FIRST = TransferRequestDecoder.TEMPLATE_ID;

  private static final int LAST = AddBrokerRequestDecoder.TEMPLATE_ID + 1;

  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder in = new MessageHeaderDecoder();

  static boolean isOne(int templateId) {
    return templateId >= FIRST && templateId <= LAST;
  }

  AdminReplyEncoder answer(
      ScriptedCluster cluster, int brokerId, UnsafeBuffer request, MutableDirectBuffer out) {
    int leader = cluster.controller;
    if (MessageFrame.templateId(request, 0, request.capacity()) == FIRST) {
      leader = handOver(cluster, brokerId, request);
    }
    final ErrorCode code = leader == brokerId ? cluster.administered : ErrorCode.NOT_LEADER;
    return new AdminReplyEncoder()
        .wrapAndApplyHeader(out, 0, header)
        .correlationId(request.getLong(MessageFrame.HEADER_LENGTH, ByteOrder.LITTLE_ENDIAN))
        .leader(leader)
        .code(code)
        .message(code == ErrorCode.OK ? "" : "said no");
  }

  /** Returns who led before. */
  private int handOver(ScriptedCluster cluster, int brokerId, UnsafeBuffer buffer) {
    final var request = new TransferRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
    final ModelPartition partition = cluster.group(request.groupId());
    final int leader = partition.leader;
    if (leader == brokerId && cluster.administered == ErrorCode.OK) {
      partition.leader = request.toBroker();
    }
    return leader;
  }
}
