package io.rafthold.raft;

/** Watches a core from outside, for traces. */
@FunctionalInterface
public interface CoreObserver {
  /** Watches nothing. */
  CoreObserver NONE = (input, message, core) -> {};

  /**
   * An input has been taken in completely; not called for one that threw.
   *
   * @param message what came with it, valid during the call only; null for inputs without one
   * @param core to be asked, not to be told anything
   */
  void onInput(CoreInput input, RaftMessage message, RaftCore core);
}
