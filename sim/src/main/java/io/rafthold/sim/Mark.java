package io.rafthold.sim;

/** What runs are meant to reach: rules of Raft that are easy to get wrong, and known bad days. */
public enum Mark {
  /** A replica began to lead. */
  LEADER_ELECTED("dissertation 3.4");

  private final String source;

  Mark(String source) {
    this.source = source;
  }

  /** Returns where the rule or the bad day comes from. */
  public String source() {
    return source;
  }
}
