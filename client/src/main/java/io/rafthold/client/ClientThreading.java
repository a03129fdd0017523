package io.rafthold.client;

/** Who runs the client's duty cycle: the media driver, the links, the protocol. */
public enum ClientThreading {
  /** A daemon thread of the client's own, named {@code rafthold-client}. */
  BACKGROUND,
  /** The caller, by {@link RaftholdClient#invoke}; blocking calls run it themselves. */
  INVOKER
}
