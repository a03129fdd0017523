package io.rafthold.client.transport;

/** Who runs the work of an embedded media driver. */
public enum DriverThreads {
  /** The thread that invokes the transport: no thread more, the quickest where cores are few. */
  INVOKED(0),
  /** One thread, yielding when idle. */
  SHARED(1),
  /** Sender, receiver and conductor in busy-spinning threads of their own: needs spare cores. */
  DEDICATED(3);

  private final int count;

  DriverThreads(int count) {
    this.count = count;
  }

  /** Returns how many threads the driver has for itself. */
  public int count() {
    return count;
  }
}
