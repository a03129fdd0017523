package io.rafthold.client;

import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Commits a consumer's offsets: one round is on its way, and what comes meanwhile is one more, in
 * which the latest offset of each partition counts. So a consumer that commits faster than the
 * partitions do has two rounds at most.
 *
 * <p>The core's thread.
 */
final class Commits {
  /**
   * An offset to be committed.
   *
   * @param isSought whether it may be below what was committed before
   */
  record Wish(long offset, boolean isSought) {}

  private static final class Round {
    private final Map<Share, Wish> wishes = new LinkedHashMap<>();
    private final Map<Share, Call> calls = new LinkedHashMap<>();
    private final CompletableFuture<Void> result = new CompletableFuture<>();

    void add(Map<Share, Wish> more) {
      more.forEach(
          (share, wish) ->
              wishes.merge(
                  share,
                  wish,
                  (before, after) ->
                      new Wish(after.offset(), before.isSought() || after.isSought())));
    }
  }

  private final GroupMembership membership;
  private Round current;
  private Round next;

  Commits(GroupMembership membership) {
    this.membership = membership;
  }

  /** Commits; completes when all of it is committed, or part of it cannot be. */
  CompletableFuture<Void> commit(Map<Share, Wish> wishes) {
    if (current == null) {
      current = new Round();
      current.add(wishes);
      final CompletableFuture<Void> result = current.result;
      begin();
      return result;
    }
    if (next == null) {
      next = new Round();
    }
    next.add(wishes);
    return next.result;
  }

  private void begin() {
    for (final Map.Entry<Share, Wish> each : List.copyOf(current.wishes.entrySet())) {
      final Share share = each.getKey();
      final Wish wish = each.getValue();
      final long committed = share.committedOffset();
      // One that failed may be tried again, and is as much of a seek as it was. Where the cursor is
      // by now is not known here then: it is told to go there, forward or back.
      share.isSeekPending(share.isSeekPending() || wish.isSought());
      if (share.isSeekPending()) {
        current.calls.put(share, membership.move(CursorAction.SEEK, share, wish.offset()));
      } else if (wish.offset() > committed) {
        current.calls.put(share, membership.move(CursorAction.COMMIT, share, wish.offset()));
      }
    }
    final Round begun = current;
    final CompletableFuture<Void> all =
        CompletableFuture.allOf(
            begun.calls.values().stream().map(Call::result).toArray(CompletableFuture[]::new));
    final CompletableFuture<Void> unused = all.whenComplete((nothing, failure) -> onEnded(begun));
  }

  private void onEnded(Round round) {
    current = next;
    next = null;
    final List<TopicPartition> stale = new ArrayList<>();
    RaftholdException failure = null;
    for (final Map.Entry<Share, Call> each : round.calls.entrySet()) {
      final RaftholdException reason = take(each.getKey(), each.getValue(), round);
      if (reason instanceof StaleGenerationException) {
        stale.add(each.getKey().partition());
      } else if (reason != null) {
        failure = reason;
      }
    }
    if (!stale.isEmpty()) {
      failure = new StaleGenerationException(membership.settings().name(), stale);
    }
    if (current != null && membership.isEnding()) {
      current.result.completeExceptionally(failure);
      current = null;
    } else if (current != null) {
      begin();
    }
    if (failure == null) {
      round.result.complete(null);
    } else {
      round.result.completeExceptionally(failure);
    }
  }

  private RaftholdException take(Share share, Call call, Round round) {
    if (call.failure() != null) {
      return call.failure();
    }
    final Reply reply = call.result().join();
    if (reply instanceof Reply.CursorMoved moved && moved.code() == ErrorCode.OK) {
      share.committedOffset(moved.offset());
      share.isSeekPending(false);
      return null;
    }
    if (reply.code() == ErrorCode.STALE_GENERATION) {
      membership.shares().onStale(share);
      return new StaleGenerationException(membership.settings().name(), List.of(share.partition()));
    }
    final String what =
        "committing offset " + round.wishes.get(share).offset() + " of " + share.partition();
    return reply.code() == ErrorCode.OFFSET_OUT_OF_RANGE
        ? new InvalidRequestException(
            what + ": that is beyond its end; commit the offset behind the last record read")
        : Failures.refused(reply.code(), what, reply.message());
  }
}
