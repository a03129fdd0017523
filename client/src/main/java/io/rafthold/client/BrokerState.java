package io.rafthold.client;

/** How far a broker has come in its cluster. */
public enum BrokerState {
  /** The configuration names it, and the cluster has not heard from it yet. */
  CONFIGURED,
  /** It was added, and is not a full member yet. */
  JOINING,
  /** A full member. */
  MEMBER,
  /** It is being removed: its replicas move away. */
  LEAVING
}
