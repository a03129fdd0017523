package io.rafthold.sim;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AdminReplyDecoder;
import io.rafthold.protocol.codec.AppendRequestDecoder;
import io.rafthold.protocol.codec.AppendResponseDecoder;
import io.rafthold.protocol.codec.ClusterReplyDecoder;
import io.rafthold.protocol.codec.ClusterRequestDecoder;
import io.rafthold.protocol.codec.PartitionReportDecoder;
import io.rafthold.protocol.codec.ProduceReplyDecoder;
import io.rafthold.protocol.codec.SubscribeReplyDecoder;
import io.rafthold.protocol.codec.TopicReplyDecoder;
import io.rafthold.protocol.codec.VoteRequestDecoder;
import io.rafthold.protocol.codec.VoteResponseDecoder;
import org.agrona.sbe.MessageDecoderFlyweight;

/** Says what a message is. */
final class MessageText {
  private MessageText() {}

  static String of(Event event) {
    final int template = MessageFrame.templateId(event.buffer(), 0, event.length);
    final MessageDecoderFlyweight decoder =
        switch (template) {
          case VoteRequestDecoder.TEMPLATE_ID -> new VoteRequestDecoder();
          case VoteResponseDecoder.TEMPLATE_ID -> new VoteResponseDecoder();
          case AppendRequestDecoder.TEMPLATE_ID -> new AppendRequestDecoder();
          case AppendResponseDecoder.TEMPLATE_ID -> new AppendResponseDecoder();
          case PartitionReportDecoder.TEMPLATE_ID -> new PartitionReportDecoder();
          case ClusterRequestDecoder.TEMPLATE_ID -> new ClusterRequestDecoder();
          case ClusterReplyDecoder.TEMPLATE_ID -> new ClusterReplyDecoder();
          case TopicReplyDecoder.TEMPLATE_ID -> new TopicReplyDecoder();
          case ProduceReplyDecoder.TEMPLATE_ID -> new ProduceReplyDecoder();
          case SubscribeReplyDecoder.TEMPLATE_ID -> new SubscribeReplyDecoder();
          case AdminReplyDecoder.TEMPLATE_ID -> new AdminReplyDecoder();
          default -> null;
        };
    if (decoder instanceof AppendRequestDecoder append) {
      MessageFrame.wrap(append, event.buffer(), 0);
      return "AppendRequest group "
          + append.route().groupId()
          + " term "
          + append.term()
          + " prev "
          + append.prevIndex()
          + "@"
          + append.prevTerm()
          + ", "
          + append.entryCount()
          + " entries, commit "
          + append.commitIndex();
    }
    if (decoder == null) {
      return "template " + template + ", " + event.length + " bytes";
    }
    MessageFrame.wrap(decoder, event.buffer(), 0);
    return decoder.toString();
  }
}
