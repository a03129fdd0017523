package io.rafthold.client;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The rest of a reader, one record at a time. */
final class ReaderIterator<K, V> implements Iterator<ConsumerRecord<K, V>> {
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final Reader<K, V> reader;
  private Iterator<ConsumerRecord<K, V>> polled = Collections.emptyIterator();

  ReaderIterator(Reader<K, V> reader) {
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    while (!polled.hasNext()) {
      if (reader.isAtEnd()) {
        return false;
      }
      polled = reader.poll(WAIT).iterator();
    }
    return true;
  }

  @Override
  public ConsumerRecord<K, V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the reader is at its end");
    }
    return polled.next();
  }
}
