package io.rafthold.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Feeds a target, and holds it to what an input may cost. */
public final class Feeder {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long BYTES_PER_INPUT_BYTE = 64;
  private static final int ATTEMPTS = 6;

  private final FuzzTarget target;

  /**
   * Makes a feeder of one target. The seeds go ahead, so that what is made once, classes and the
   * like, is there.
   */
  public Feeder(FuzzTarget target) throws Exception {
    this.target = target;
    for (final byte[] seed : target.seeds()) {
      target.feed(seed);
    }
  }

  /**
   * Feeds one input; again where it costs too much, since classes may have been loaded meanwhile.
   *
   * @throws AssertionError where it made the target allocate more than it may
   * @throws Exception whatever the target threw
   */
  public void feed(byte[] input) throws Exception {
    final long limit = target.allocationLimit() + BYTES_PER_INPUT_BYTE * input.length;
    long allocated = allocatedBy(input);
    for (int i = 1; i < ATTEMPTS && allocated > limit; i++) {
      allocated = allocatedBy(input);
    }
    if (allocated > limit) {
      throw new AssertionError(
          input.length + " bytes made it allocate " + allocated + ", more than " + limit);
    }
  }

  private long allocatedBy(byte[] input) throws Exception {
    final long before = THREADS.getCurrentThreadAllocatedBytes();
    target.feed(input);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
