package io.rafthold.server;

/** First in, first out, linked through the requests themselves. The flush thread's alone. */
final class FlushQueue {
  private FlushRequest head;
  private FlushRequest tail;
  private int size;

  FlushRequest peek() {
    return head;
  }

  void add(FlushRequest request) {
    request.next = null;
    if (head == null) {
      head = request;
    } else {
      tail.next = request;
    }
    tail = request;
    size++;
  }

  int size() {
    return size;
  }

  FlushRequest poll() {
    final FlushRequest first = head;
    if (first != null) {
      head = first.next;
      first.next = null;
      size--;
    }
    return first;
  }

  /** Moves what has become urgent since it was added, in order. */
  void moveUrgentTo(FlushQueue other) {
    FlushRequest request = head;
    head = null;
    size = 0;
    while (request != null) {
      final FlushRequest next = request.next;
      (request.isUrgent() ? other : this).add(request);
      request = next;
    }
  }
}
