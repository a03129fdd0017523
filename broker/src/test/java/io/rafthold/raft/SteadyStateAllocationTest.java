package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A leader and its followers at work allocate nothing. */
class SteadyStateAllocationTest {
  private static final int WARM_UP_ROUNDS = 2_000;
  private static final int ROUNDS = 20_000;

  private final CountingLog[] logs = {new CountingLog(), new CountingLog(), new CountingLog()};
  private final RaftCore[] cores = new RaftCore[3];
  private final OneTerm entries = new OneTerm();
  private final RaftMessage request = new RaftMessage();
  private final MessageConsumer deliver = this::deliver;
  private long nowNs;

  @Test
  void allocatesNothing() {
    for (int i = 0; i < cores.length; i++) {
      Membership membership = Membership.of(i, 0, 1, 2);
      cores[i] =
          new RaftCore(
              RaftSettings.defaults(), membership, logs[i], HardState.INITIAL, bound -> 0, nowNs);
    }
    cores[0].campaign(nowNs);
    run(WARM_UP_ROUNDS);
    long before = allocatedBytes();
    run(ROUNDS);
    long allocated = allocatedBytes() - before;
    assertThat(cores[2].commitIndex()).isGreaterThan(ROUNDS);
    // The measurement itself takes a few; one object a round would take 16 bytes times ROUNDS.
    assertThat(allocated).isLessThan(ROUNDS);
  }

  private void run(int rounds) {
    for (int i = 0; i < rounds; i++) {
      nowNs += 1_000_000;
      for (int j = 0; j < cores.length; j++) {
        cycle(j);
      }
    }
  }

  private void cycle(int id) {
    RaftCore core = cores[id];
    core.tick(nowNs);
    if (core.isLeader()) {
      logs[id].lastIndex++;
      core.appended(logs[id].lastIndex);
    }
    core.flushed(logs[id].lastIndex);
    core.hardStateFlushed(core.hardStateVersion());
    core.endCycle(nowNs);
    for (int follower = 0; follower < cores.length; follower++) {
      if (core.nextAppend(follower, request, nowNs)) {
        core.appendSent(follower, request.lastIndex(), nowNs);
        append(follower);
      }
    }
    core.drainImmediate(deliver);
    core.drainFlushed(deliver);
  }

  private void append(int follower) {
    entries.count = (int) (request.lastIndex() - request.prevIndex());
    AppendVerdict verdict = cores[follower].receiveAppend(request, entries, nowNs);
    if (verdict.acceptTo() > 0) {
      logs[follower].lastIndex = verdict.acceptTo();
      cores[follower].appended(verdict.acceptTo());
    }
  }

  /** To the receiver at once: it is never the core that is being drained. */
  private boolean deliver(RaftMessage message) {
    cores[message.to()].receive(message, nowNs);
    return true;
  }

  private static long allocatedBytes() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  /** A log of term 1 that stores nothing. */
  private static final class CountingLog implements LogTerms {
    private long lastIndex;

    @Override
    public long firstIndex() {
      return 1;
    }

    @Override
    public long lastIndex() {
      return lastIndex;
    }

    @Override
    public long termAt(long index) {
      return index == 0 ? 0 : 1;
    }
  }

  private static final class OneTerm implements EntryTerms {
    private int count;

    @Override
    public int count() {
      return count;
    }

    @Override
    public long termAt(int position) {
      return 1;
    }
  }
}
