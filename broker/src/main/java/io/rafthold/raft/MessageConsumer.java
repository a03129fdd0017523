package io.rafthold.raft;

/** Takes the messages that an outbox hands over. */
@FunctionalInterface
public interface MessageConsumer {
  /**
   * Takes one message.
   *
   * @param message valid during the call only: the outbox reuses it
   * @return false where the link is full: the message stays in the outbox, and the next drain
   *     offers it again unless a newer one of its kind has replaced it by then
   */
  boolean onMessage(RaftMessage message);
}
