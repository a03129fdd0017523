package io.rafthold.bench.rig;

/** Hears what became of a stream's messages: in order, each once. */
public interface Arrivals {
  /**
   * Messages are acknowledged, at the level that the system's profile names.
   *
   * @param count how many more
   */
  void onAcknowledged(int count);

  /**
   * A tailing consumer was given messages.
   *
   * @param count how many more
   */
  void onDelivered(int count);
}
