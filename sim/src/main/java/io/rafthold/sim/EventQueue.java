package io.rafthold.sim;

import java.util.Arrays;

/**
 * What will happen, by virtual time, and in the order of its making where two things happen at
 * once. A binary heap over events that are used again.
 */
public final class EventQueue {
  private Event[] heap = new Event[1024];
  private int size;
  private long serial;
  private Event free;
  private long nowNs;

  /** Starts at time 0 with nothing to come. */
  public EventQueue() {}

  /** Returns the virtual time. */
  public long nowNs() {
    return nowNs;
  }

  /** Returns the time of what comes next, {@code Long.MAX_VALUE} where nothing does. */
  public long nextNs() {
    return size == 0 ? Long.MAX_VALUE : heap[0].timeNs;
  }

  /** Moves the time on, where nothing is to come before. */
  public void moveTo(long timeNs) {
    nowNs = Math.max(nowNs, timeNs);
  }

  /** Returns a blank event that {@link #add} puts in. */
  public Event event(EventKind kind, int target) {
    Event event = free;
    if (event == null) {
      event = new Event();
    } else {
      free = event.next;
      event.next = null;
    }
    event.kind = kind;
    event.target = target;
    return event;
  }

  /** Adds an event; one that is late happens now. */
  public void add(Event event, long timeNs) {
    event.timeNs = Math.max(timeNs, nowNs);
    event.serial = serial++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    int at = size++;
    while (at > 0) {
      final int parent = (at - 1) >>> 1;
      if (heap[parent].isBefore(event)) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = event;
  }

  /** Takes the next event out and moves the time there; to be given back by {@link #release}. */
  public Event poll() {
    final Event first = heap[0];
    final Event last = heap[--size];
    heap[size] = null;
    if (size > 0) {
      sink(last);
    }
    nowNs = first.timeNs;
    return first;
  }

  private void sink(Event event) {
    int at = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (event.isBefore(heap[child])) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = event;
  }

  /** Lets an event be used again. */
  public void release(Event event) {
    event.length = 0;
    event.from = 0;
    event.number = 0;
    event.subject = null;
    event.next = free;
    free = event;
  }
}
