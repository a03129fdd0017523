package io.rafthold.fuzz;

import java.io.IOException;
import java.util.List;

/**
 * Something that takes bytes which nobody vouches for. Whatever they are: it comes back, soon,
 * without an error that it does not document, and allocates by what is there and not by a length
 * that it was told.
 *
 * <p>One thread. It may keep state from one input to the next, as a broker does.
 */
public interface FuzzTarget extends AutoCloseable {
  /** Feeds one input; whatever it throws is a finding. */
  void feed(byte[] input) throws Exception;

  /** Returns inputs to start from: sound ones, as they come from encoders. */
  List<byte[]> seeds();

  /** Returns how many bytes an input may make it allocate, beside 64 for each of its own. */
  default long allocationLimit() {
    return 4 << 20;
  }

  /** Lets go of what it holds; nothing by default. */
  @Override
  default void close() throws IOException {}
}
