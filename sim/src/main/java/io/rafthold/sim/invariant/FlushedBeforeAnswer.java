package io.rafthold.sim.invariant;

/** Term and vote, and entries called flushed, are on the disk before a message says so (3.8). */
public final class FlushedBeforeAnswer {
  /** A vote leaves: given to another broker, or asked for by a candidate that gave it to itself. */
  public void onVote(ReplicaView sender, long term, int votedFor) {
    if (sender.hardTerm < term || (sender.hardTerm == term && sender.hardVote != votedFor)) {
      throw new InvariantViolation(
          getClass(),
          sender
              + " votes for "
              + votedFor
              + " in term "
              + term
              + ", while its disk holds term "
              + sender.hardTerm
              + ", vote "
              + sender.hardVote);
    }
  }

  /**
   * An answer to a leader leaves. It waits for the end of the cycle that it was given in, or for
   * its link: where damage has ended its life, or the next leader is followed by then, it was true
   * when it was given.
   */
  public void onProgress(
      ReplicaView sender, long term, long life, long matchIndex, long flushedIndex) {
    if (life < sender.hardLife || (sender.process != null && term < sender.process.term())) {
      return;
    }
    if (sender.hardTerm < term) {
      throw new InvariantViolation(
          getClass(),
          sender + " answers in term " + term + ", while its disk holds term " + sender.hardTerm);
    }
    if (matchIndex > sender.lastIndex() || flushedIndex > sender.durableIndex) {
      throw new InvariantViolation(
          getClass(),
          sender
              + " reports match "
              + matchIndex
              + ", flushed "
              + flushedIndex
              + ", while its log ends at "
              + sender.lastIndex()
              + " and its disk at "
              + sender.durableIndex);
    }
  }
}
