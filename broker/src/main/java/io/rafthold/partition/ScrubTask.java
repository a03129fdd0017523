package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.SegmentCheck;
import io.rafthold.log.SegmentSpan;
import java.io.UncheckedIOException;

/**
 * Re-reads a replica's flushed entries, segment by segment, and finds what rots while nobody reads
 * it. All replicas of a broker share one rate.
 *
 * <p>The agent names a segment, the housekeeping thread verifies it by a view of its own, and the
 * agent looks whether the log still has what was found damaged: a segment may be truncated or
 * dropped, and its file overwritten, while it is read.
 */
final class ScrubTask extends ReplicaTask {
  /** Bytes verified in one step: a few milliseconds' worth. */
  private static final int STEP_BYTES = 1 << 20;

  private static final long LOOK_IN_NS = 1_000_000_000L;

  private final ReplicaLog log;
  private final ScrubSettings settings;
  private final RateLimit rate;

  private record Found(SegmentSpan span, LogDamageException damage) {}

  /** Under way; written by the agent where it is null, and by the other thread back to null. */
  private volatile SegmentSpan span;

  private volatile Found found;
  private SegmentCheck check;
  private long doneOrdinal;
  private long passNs;

  ScrubTask(ReplicaLog log, ScrubSettings settings, RateLimit rate, long nowNs) {
    this.log = log;
    this.settings = settings;
    this.rate = rate;
    passNs = nowNs;
  }

  @Override
  boolean isWanted(long nowNs) {
    if (span != null) {
      return true;
    }
    if (nowNs < passNs) {
      return false;
    }
    final SegmentSpan next = log.spanAfter(doneOrdinal);
    if (next == null) {
      doneOrdinal = 0;
      passNs = nowNs + settings.intervalNs();
      return false;
    }
    doneOrdinal = next.ordinal();
    span = next;
    return true;
  }

  /** All replicas of a broker share one rate, and most of them wait for their turn. */
  @Override
  long lookInNs() {
    return LOOK_IN_NS;
  }

  @Override
  long work(long nowNs) {
    final SegmentSpan current = span;
    if (current == null || rate.openNs(nowNs) > nowNs) {
      return 0;
    }
    try {
      if (check == null) {
        check = log.files().check(current);
      }
      final long bytes = check.step(STEP_BYTES);
      rate.take(bytes, nowNs);
      if (bytes == 0) {
        finish();
      }
      return bytes;
    } catch (LogDamageException damage) {
      found = new Found(current, damage);
      finish();
      return 0;
    } catch (UncheckedIOException refused) {
      // Perhaps it is gone; else the next pass finds that it cannot be read.
      finish();
      throw refused;
    }
  }

  private void finish() {
    closeFiles();
    span = null;
  }

  @Override
  public long nextStepNs(long nowNs) {
    return rate.openNs(nowNs);
  }

  @Override
  int takeResults() {
    final Found last = found;
    if (last == null) {
      return 0;
    }
    found = null;
    final SegmentSpan now = log.spanAfter(last.span().ordinal() - 1);
    if (now != null
        && now.ordinal() == last.span().ordinal()
        && last.damage().index() < now.endIndex()) {
      throw last.damage();
    }
    return 1;
  }

  @Override
  void closeFiles() {
    if (check != null) {
      check.close();
      check = null;
    }
  }
}
