package io.rafthold.metadata;

import io.rafthold.partition.Replica;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Answers that say what is not so, and wait until a majority has confirmed that this broker leads
 * group 0 (dissertation 6.4): a leader that was deposed unawares does not know what the next one
 * has acknowledged. The replica bounds them, and ends them in the order in which they began.
 */
final class Confirmations {
  /** The replica hands these back with each answer; their order says it all. */
  private static final long ANY = 0;

  private final Deque<Consumer<ErrorCode>> waiting = new ArrayDeque<>();

  /** Begins one; the action runs once, at once where it is refused. */
  void begin(Replica replica, Consumer<ErrorCode> action) {
    final ErrorCode code = replica.read(ANY, ANY);
    if (code == ErrorCode.OK) {
      waiting.add(action);
    } else {
      action.accept(code);
    }
  }

  /** Ends the oldest. */
  void end(ErrorCode code) {
    waiting.remove().accept(code);
  }
}
