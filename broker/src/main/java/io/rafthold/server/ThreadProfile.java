package io.rafthold.server;

import io.rafthold.client.transport.Doze;
import io.rafthold.client.transport.TrafficIdleStrategy;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** How the broker's threads share the machine's cores, and what they do when there is no work. */
public enum ThreadProfile {
  /** Media driver and partitions in one thread, which yields, then sleeps: small machines. */
  COMPACT("compact"),
  /** One driver thread and one partition thread, which yield: servers shared with others. */
  SHARED("shared"),
  /** Driver threads apart, all spinning: dedicated cores. */
  LOW_LATENCY("low-latency");

  /** What users write to have the profile chosen by the number of cores. */
  public static final String AUTO = "auto";

  /** From so many cores on, {@link #AUTO} means {@link #SHARED}. */
  public static final int SHARED_FROM_CORES = 8;

  private final String label;

  ThreadProfile(String label) {
    this.label = label;
  }

  /**
   * Returns the name users write.
   *
   * @return {@code compact}, {@code shared} or {@code low-latency}
   */
  public String label() {
    return label;
  }

  /**
   * Returns the threads that stay awake while there is work, in the order in which processors are
   * named for them.
   *
   * @return the partitions' first, then those of the media driver
   */
  public List<String> threads() {
    return switch (this) {
      case COMPACT -> List.of("broker");
      case SHARED -> List.of("broker", "driver");
      case LOW_LATENCY -> List.of("broker", "sender", "receiver", "conductor");
    };
  }

  /**
   * Returns the profile of the given name.
   *
   * @param label as users write it; {@link #AUTO} chooses by the cores
   * @param cores processors that the process may use
   * @return the profile
   * @throws IllegalArgumentException where there is none, naming the choices
   */
  public static ThreadProfile ofLabel(String label, int cores) {
    if (AUTO.equals(label)) {
      return cores < SHARED_FROM_CORES ? COMPACT : SHARED;
    }
    for (final ThreadProfile profile : values()) {
      if (profile.label.equals(label)) {
        return profile;
      }
    }
    throw new IllegalArgumentException("not a profile; use auto, compact, shared or low-latency");
  }

  /**
   * Tells whether the media driver is invoked from the partition agent's own duty cycle.
   *
   * @return true where the driver has no thread of its own
   */
  public boolean isDriverInvoked() {
    return this == COMPACT;
  }

  /**
   * Creates what a thread of this profile does when it found no work.
   *
   * @param doze how the sockets are waited for, where the driver is invoked
   * @param nextDeadlineNs when the thread has something to do even if nothing comes in and nobody
   *     ends the doze; monotonic time, asked by the thread
   * @return a new strategy, for one thread alone
   */
  public IdleStrategy newIdleStrategy(Doze doze, LongSupplier nextDeadlineNs) {
    return switch (this) {
      case COMPACT -> new TrafficIdleStrategy(doze, nextDeadlineNs);
      case SHARED -> YieldingIdleStrategy.INSTANCE;
      case LOW_LATENCY -> BusySpinIdleStrategy.INSTANCE;
    };
  }
}
