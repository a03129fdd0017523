package io.rafthold.raft;

/** Takes the messages that an outbox hands over. */
@FunctionalInterface
public interface MessageConsumer {
  /**
   * Takes one message.
   *
   * @param message valid during the call only: the outbox reuses it
   * @return false where the link does not take it now: an answer or a vote request is offered again
   *     by the next drains for a while, anything else is dropped
   */
  boolean onMessage(RaftMessage message);
}
