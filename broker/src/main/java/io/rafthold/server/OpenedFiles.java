package io.rafthold.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Files that are opened one after the other: all of them, or none stays open. */
final class OpenedFiles implements AutoCloseable {
  private final Deque<Runnable> closing = new ArrayDeque<>();

  /** Takes a file on; it is closed with this, unless it was handed over. */
  <T> T add(T file, Consumer<T> close) {
    closing.push(() -> close.accept(file));
    return file;
  }

  /** From now on the files are somebody else's. */
  void handOver() {
    closing.clear();
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
