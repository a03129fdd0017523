package io.rafthold.client;

/** Makes links and drives what carries them. Aeron in production, a scripted broker in tests. */
interface Links {
  /** Starts to connect; returns at once. */
  Link connect(Endpoint endpoint);

  /** One duty cycle of what lies below; returns a work count. */
  int invoke();

  void close();
}
