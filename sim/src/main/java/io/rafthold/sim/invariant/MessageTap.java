package io.rafthold.sim.invariant;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AppendResponseDecoder;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.HeartbeatResponseBundleDecoder;
import io.rafthold.protocol.codec.VoteRequestDecoder;
import io.rafthold.protocol.codec.VoteResponseDecoder;
import org.agrona.DirectBuffer;

/** Listens to what leaves a broker for others, and tells the checker what it promises. */
public final class MessageTap {
  private final Checker checker;
  private final VoteRequestDecoder voteRequest = new VoteRequestDecoder();
  private final VoteResponseDecoder voteResponse = new VoteResponseDecoder();
  private final AppendResponseDecoder appendResponse = new AppendResponseDecoder();
  private final HeartbeatResponseBundleDecoder bundle = new HeartbeatResponseBundleDecoder();

  /** Listens for a checker. */
  public MessageTap(Checker checker) {
    this.checker = checker;
  }

  /** A message leaves a broker. */
  public void onMessage(int from, int to, DirectBuffer buffer, int position, int length) {
    switch (MessageFrame.templateId(buffer, position, length)) {
      case VoteRequestDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(voteRequest, buffer, position);
        if (voteRequest.preVote() == BooleanType.NO) {
          checker.onVote(from, voteRequest.route().groupId(), voteRequest.term(), from);
        }
      }
      case VoteResponseDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(voteResponse, buffer, position);
        if (voteResponse.preVote() == BooleanType.NO && voteResponse.granted() == BooleanType.YES) {
          checker.onVote(from, voteResponse.route().groupId(), voteResponse.term(), to);
        }
      }
      case AppendResponseDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(appendResponse, buffer, position);
        checker.onProgress(
            from,
            appendResponse.route().groupId(),
            appendResponse.term(),
            appendResponse.matchIndex(),
            appendResponse.flushedIndex());
      }
      case HeartbeatResponseBundleDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(bundle, buffer, position);
        for (final HeartbeatResponseBundleDecoder.AnswersDecoder answer : bundle.answers()) {
          checker.onProgress(
              from, answer.groupId(), answer.term(), answer.matchIndex(), answer.flushedIndex());
        }
      }
      default -> {
        // Promises nothing.
      }
    }
  }
}
