package io.rafthold.bench.rig;

import java.util.List;
import java.util.Set;

/**
 * A system that takes messages and acknowledges them, started and ready, as the rig's loads know
 * it. Used by one thread, which is the thread of its client too wherever the client has a mode for
 * that. Closing it ends its processes and deletes its files.
 */
public interface SystemUnderTest extends AutoCloseable {
  /** Returns what was started, as it is told with each number. */
  SystemProfile profile();

  /** Returns what can be measured here; the rig asks for nothing else. */
  Set<Measure> measures();

  /** Returns the processes that work for it beside this one. */
  List<Long> processIds();

  /**
   * Opens a way in, onto a log that holds no earlier stream's messages where there is a choice. At
   * most one is open at a time.
   *
   * @param sizeBytes of each message, 16 or more
   * @param isTailed whether a consumer follows what is committed and tells of it
   * @return to be closed before the system
   */
  MessageStream open(int sizeBytes, boolean isTailed);

  /**
   * Reads, with a consumer that is new, what the last stream had acknowledged, from its beginning.
   *
   * @param measure {@link Measure#REPLAY} or {@link Measure#LOCAL_REPLAY}
   * @return to be closed before the system
   * @throws UnsupportedOperationException where {@link #measures} has neither
   */
  Replay openReplay(Measure measure);

  @Override
  void close();
}
