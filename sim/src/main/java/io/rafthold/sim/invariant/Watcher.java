package io.rafthold.sim.invariant;

/** Is told of what is worth a mark. */
public interface Watcher {
  /** A truncation removed entries. */
  void onTruncation();

  /** Recovery cut a tail that a loss of power had taken. */
  void onTail(boolean wasCommitted);

  /** A log lost its first entries to retention. */
  void onStartDropped();

  /** A log began anew behind an entry that another replica has. */
  void onInstalled();

  /** A replica restarted that had voted. */
  void onRestartAfterVote();

  /** A follower reported entries that it had not flushed. */
  void onAnswerBeforeFlush();

  /** A pulse stood for the heartbeats of quiet groups. */
  void onPulse();

  /** A broker did not hold the series of another one's pulses. */
  void onPulseRefused();
}
