package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * The log of group 0 for coordinators of several brokers: what one proposes is committed when the
 * test says so, and applied to the states of all.
 */
final class FakeGroupLog {
  private record Entry(int broker, DirectBuffer body, Consumer<ErrorCode> ended) {}

  private final MetadataState[] states;
  private final Deque<Entry> proposed = new ArrayDeque<>();
  private int leader;
  private long term = 1;
  private boolean isReady = true;
  private ErrorCode confirmation = ErrorCode.OK;
  private int committed;

  FakeGroupLog(int brokers) {
    states = new MetadataState[brokers];
    for (int i = 0; i < brokers; i++) {
      states[i] = new MetadataState(new RecordedChanges());
    }
  }

  MetadataState state(int broker) {
    return states[broker];
  }

  GroupLog of(int broker) {
    return new View(broker);
  }

  /** Another broker leads; of what was proposed some may be committed nevertheless. */
  void lead(int broker, int survivors) {
    leader = broker;
    term++;
    final Deque<Entry> lost = new ArrayDeque<>(proposed);
    proposed.clear();
    int left = survivors;
    while (!lost.isEmpty()) {
      final Entry entry = lost.poll();
      entry.ended().accept(ErrorCode.NO_QUORUM);
      if (left-- > 0) {
        apply(entry.body());
      }
    }
  }

  void ready(boolean value) {
    isReady = value;
  }

  void confirmation(ErrorCode code) {
    confirmation = code;
  }

  int leader() {
    return leader;
  }

  /** Returns how many entries were applied. */
  int committed() {
    return committed;
  }

  /** Commits what is proposed. */
  void commit() {
    for (int waiting = proposed.size(); waiting > 0; waiting--) {
      final Entry entry = proposed.poll();
      entry.ended().accept(apply(entry.body()));
    }
  }

  /** Commits an entry that somebody else has proposed. */
  ErrorCode apply(DirectBuffer body) {
    committed++;
    ErrorCode code = null;
    for (final MetadataState state : states) {
      code = state.apply(body, 0, body.capacity());
    }
    return code;
  }

  private final class View implements GroupLog {
    private final int broker;

    private View(int broker) {
      this.broker = broker;
    }

    @Override
    public boolean isLeader() {
      return leader == broker;
    }

    @Override
    public long term() {
      return term;
    }

    @Override
    public boolean isInCharge() {
      return readiness() == ErrorCode.OK;
    }

    @Override
    public ErrorCode readiness() {
      if (!isLeader()) {
        return ErrorCode.NOT_LEADER;
      }
      return isReady ? ErrorCode.OK : ErrorCode.OVERLOADED;
    }

    @Override
    public void propose(DirectBuffer body, Consumer<ErrorCode> ended, long epochNs) {
      if (readiness() == ErrorCode.OK) {
        proposed.add(new Entry(broker, body, ended));
      } else {
        ended.accept(readiness());
      }
    }

    @Override
    public void confirm(Consumer<ErrorCode> action) {
      action.accept(confirmation);
    }
  }
}
