package io.rafthold.partition;

/**
 * Where a replica says how far its log is committed, for processes of the same host that read its
 * segments themselves: the port to the file that they map. What is said takes effect in the order
 * of the calls, each of which allocates nothing and waits for nothing.
 *
 * <p>Used by the partition agent's thread; closed on any, when nothing else is running.
 */
public interface LogPosition extends AutoCloseable {
  /** For a replica whose files nobody else reads. */
  LogPosition NONE =
      new LogPosition() {
        @Override
        public void describe(String topic, int partition) {}

        @Override
        public void openSegment(long ordinal) {}

        @Override
        public void start(long index, long offset) {}

        @Override
        public void committed(long index, long term, long offset) {}

        @Override
        public void durable(long offset) {}

        @Override
        public void open() {}

        @Override
        public void close() {}
      };

  /**
   * Says whose log it is, before {@link #open}. It may allocate.
   *
   * @param topic its name
   * @param partition its number
   */
  void describe(String topic, int partition);

  /**
   * Names the segment that takes appends, before any entry of it is said to be committed.
   *
   * @param ordinal above those before
   */
  void openSegment(long ordinal);

  /**
   * Says where the log starts, before any segment goes.
   *
   * @param index of the first entry that is kept
   * @param offset of the first record that is kept
   */
  void start(long index, long offset);

  /**
   * Says how far the log is committed.
   *
   * @param index of the last committed entry
   * @param term of that entry
   * @param offset behind the last committed record
   */
  void committed(long index, long term, long offset);

  /**
   * Says how far records are flushed on a majority.
   *
   * @param offset behind the last one
   */
  void durable(long offset);

  /** Lets readers rely on what was said, which is everything by now. */
  void open();

  /** Tells readers to rely on nothing any more. The second call does nothing. */
  @Override
  void close();
}
