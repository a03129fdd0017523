package io.rafthold.sim.invariant;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AppendRequestDecoder;
import io.rafthold.protocol.codec.AppendResponseDecoder;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.HeartbeatBundleDecoder;
import io.rafthold.protocol.codec.HeartbeatResponseBundleDecoder;
import io.rafthold.protocol.codec.TimeoutNowDecoder;
import io.rafthold.protocol.codec.VoteRequestDecoder;
import io.rafthold.protocol.codec.VoteResponseDecoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;

/** Listens to what leaves a broker for others, and tells the checker what it promises. */
public final class MessageTap {
  private static final int MAX_GROUPS = 1 << 16;
  private static final int MAX_BROKERS = Long.SIZE;

  private final Checker checker;
  private final Watcher marks;
  private final FlushedBeforeAnswer flushedBeforeAnswer = new FlushedBeforeAnswer();
  private final VoteRequestDecoder voteRequest = new VoteRequestDecoder();
  private final VoteResponseDecoder voteResponse = new VoteResponseDecoder();
  private final AppendRequestDecoder appendRequest = new AppendRequestDecoder();
  private final HeartbeatBundleDecoder beats = new HeartbeatBundleDecoder();
  private final AppendResponseDecoder appendResponse = new AppendResponseDecoder();
  private final HeartbeatResponseBundleDecoder bundle = new HeartbeatResponseBundleDecoder();
  private final TimeoutNowDecoder timeoutNow = new TimeoutNowDecoder();
  private final LongHashSet unanimous = new LongHashSet();

  /**
   * Listens for a checker.
   *
   * @param marks is told of what is worth a mark
   */
  public MessageTap(Checker checker, Watcher marks) {
    this.checker = checker;
    this.marks = marks;
  }

  /** A message leaves a broker. */
  public void onMessage(int from, int to, DirectBuffer buffer, int position, int length) {
    switch (MessageFrame.templateId(buffer, position, length)) {
      case VoteRequestDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(voteRequest, buffer, position);
        onAsked(from);
      }
      case VoteResponseDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(voteResponse, buffer, position);
        if (voteResponse.granted() == BooleanType.YES) {
          onGrant(from, to);
        }
      }
      case AppendResponseDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(appendResponse, buffer, position);
        onProgress(
            from,
            appendResponse.route().groupId(),
            appendResponse.term(),
            appendResponse.life(),
            appendResponse.matchIndex(),
            appendResponse.flushedIndex());
      }
      case AppendRequestDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(appendRequest, buffer, position);
        checker.conduct().answers().onLeaderSpoke(appendRequest.route().groupId(), from, to);
      }
      case HeartbeatBundleDecoder.TEMPLATE_ID -> onBeats(from, to, buffer, position);
      case HeartbeatResponseBundleDecoder.TEMPLATE_ID -> onAnswered(from, to, buffer, position);
      case TimeoutNowDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(timeoutNow, buffer, position);
        final long term = timeoutNow.term();
        checker.judge(
            from,
            timeoutNow.route().groupId(),
            sender -> checker.conduct().onTimeoutNow(sender, to, term));
      }
      default -> {
        // Promises nothing.
      }
    }
  }

  private void onBeats(int from, int to, DirectBuffer buffer, int position) {
    MessageFrame.wrap(beats, buffer, position);
    for (final HeartbeatBundleDecoder.BeatsDecoder beat : beats.beats()) {
      if (beat.settled() != BooleanType.YES) {
        checker.conduct().answers().onLeaderSpoke(beat.groupId(), from, to);
      }
    }
  }

  private void onAnswered(int from, int to, DirectBuffer buffer, int position) {
    MessageFrame.wrap(bundle, buffer, position);
    if (bundle.series() > 0) {
      checker.conduct().answers().onPulseAnswered(to, from, bond(), checker);
    }
    for (final HeartbeatResponseBundleDecoder.AnswersDecoder answer : bundle.answers()) {
      onProgress(
          from,
          answer.groupId(),
          answer.term(),
          answer.life(),
          answer.matchIndex(),
          answer.flushedIndex());
    }
  }

  private void onAsked(int from) {
    final int groupId = voteRequest.route().groupId();
    final long term = voteRequest.term();
    final boolean isPreVote = voteRequest.preVote() == BooleanType.YES;
    if (!isPreVote) {
      checker
          .conduct()
          .votes()
          .onAsked(groupId, from, term, voteRequest.lastLogIndex(), voteRequest.lastLogTerm());
      onVote(from, groupId, term, from);
      if (voteRequest.unanimous() == BooleanType.YES) {
        unanimous.add(key(groupId, term, from));
      }
    }
  }

  private void onGrant(int from, int to) {
    final int groupId = voteResponse.route().groupId();
    final long term = voteResponse.term();
    if (voteResponse.preVote() == BooleanType.YES) {
      checker.judge(from, groupId, sender -> checker.conduct().onPromise(sender, to, term));
    } else {
      onVote(from, groupId, term, to);
      final boolean isUnanimous = unanimous.contains(key(groupId, term, to));
      checker.judge(
          from, groupId, sender -> checker.conduct().onVote(sender, to, term, isUnanimous));
    }
  }

  private void onVote(int from, int groupId, long term, int votedFor) {
    checker.judge(from, groupId, sender -> flushedBeforeAnswer.onVote(sender, term, votedFor));
  }

  private void onProgress(
      int from, int groupId, long term, long life, long matchIndex, long flushedIndex) {
    if (flushedIndex < matchIndex) {
      marks.onAnswerBeforeFlush();
    }
    checker.judge(
        from,
        groupId,
        sender -> flushedBeforeAnswer.onProgress(sender, term, life, matchIndex, flushedIndex));
  }

  /** Returns what stands for the series that an answer names and the life that holds it. */
  private long bond() {
    return bundle.series() + 31 * bundle.holder();
  }

  private void onAnswers(int at, int from) {
    final CountedAnswers book = checker.conduct().answers();
    final long nowNs = checker.conduct().leaders().livedNs(at);
    final long series = bundle.series();
    if (series < 0) {
      marks.onPulseRefused();
    } else if (series > 0 && book.onPulse(at, from, bond(), nowNs)) {
      marks.onPulse();
    }
    for (final HeartbeatResponseBundleDecoder.AnswersDecoder answer : bundle.answers()) {
      book.onAnswer(
          answer.groupId(),
          at,
          from,
          answer.term(),
          answer.life(),
          answer.rejoining() == BooleanType.YES,
          answer.matchIndex(),
          answer.flushedIndex(),
          answer.settled() == BooleanType.YES ? bond() : 0,
          nowNs);
    }
  }

  private static long key(int groupId, long term, int candidate) {
    return (term * MAX_GROUPS + groupId) * MAX_BROKERS + candidate;
  }

  /** A message reaches a broker that takes it in. */
  public void onArrived(int at, DirectBuffer buffer, int position, int length) {
    switch (MessageFrame.templateId(buffer, position, length)) {
      case AppendResponseDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(appendResponse, buffer, position);
        final int groupId = appendResponse.route().groupId();
        checker
            .conduct()
            .answers()
            .onAnswer(
                groupId,
                at,
                appendResponse.route().fromBroker(),
                appendResponse.term(),
                appendResponse.life(),
                appendResponse.rejoining() == BooleanType.YES,
                appendResponse.matchIndex(),
                appendResponse.flushedIndex(),
                0,
                checker.conduct().leaders().livedNs(at));
      }
      case HeartbeatResponseBundleDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(bundle, buffer, position);
        onAnswers(at, bundle.route().fromBroker());
      }
      case VoteResponseDecoder.TEMPLATE_ID -> {
        MessageFrame.wrap(voteResponse, buffer, position);
        if (voteResponse.preVote() == BooleanType.NO && voteResponse.granted() == BooleanType.YES) {
          final int groupId = voteResponse.route().groupId();
          final int from = voteResponse.route().fromBroker();
          checker.conduct().elections().onVote(groupId, at, from, voteResponse.term());
        }
      }
      default -> {
        // Nothing that anybody may count.
      }
    }
  }
}
