package io.rafthold.client;

import io.rafthold.client.transport.Doze;

/** Makes links and drives what carries them. Aeron in production, a scripted broker in tests. */
interface Links {
  /** Starts to connect; returns at once. */
  Link connect(Endpoint endpoint);

  /** One duty cycle of what lies below; returns a work count. */
  int invoke();

  /** Returns how the thread that invokes waits for what comes in, and how others end that. */
  Doze doze();

  void close();
}
