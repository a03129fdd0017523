package io.rafthold.spec;

/**
 * One step of a trace, each part of it an expression of TLA+.
 *
 * @param broker who did it, numbered from 1
 * @param input the name of the core's input; START for a start, HARD for a hard state on disk, SEND
 *     for messages that left
 * @param term the term that the message shows, 0 for none
 * @param message that came in, or that this follows from; {@code <<>>} for none
 * @param state what can be seen afterwards: {@code <<term, vote, role, commit, rejoining, life>>}
 * @param log {@code <<>>} for no change, else {@code <<kept, entries>>}
 * @param hardState what the disk holds, where that is the input
 * @param number the flushed index, or at a start 1 where power was lost
 * @param out the messages that left
 */
public record TraceStep(
    int broker,
    String input,
    long term,
    String message,
    String state,
    String log,
    String hardState,
    long number,
    String out) {
  /** Returns the line of the trace. */
  public String line() {
    return TraceText.tuple(
        broker, TraceText.quoted(input), term, message, state, log, hardState, number, out);
  }
}
