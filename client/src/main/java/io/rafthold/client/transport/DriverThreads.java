package io.rafthold.client.transport;

/** Who runs the work of an embedded media driver. */
public enum DriverThreads {
  /** The thread that invokes the transport: no thread more, the quickest where cores are few. */
  INVOKED,
  /** One thread, yielding when idle. */
  SHARED,
  /** Sender, receiver and conductor in busy-spinning threads of their own: needs spare cores. */
  DEDICATED
}
