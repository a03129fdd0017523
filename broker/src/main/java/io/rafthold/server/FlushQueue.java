package io.rafthold.server;

/** First in, first out, linked through the requests themselves. The flush thread's alone. */
final class FlushQueue {
  private FlushRequest head;
  private FlushRequest tail;

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
  }

  FlushRequest poll() {
    final FlushRequest first = head;
    if (first != null) {
      head = first.next;
      first.next = null;
    }
    return first;
  }

  /** Moves what has become urgent since it was added, in order. */
  void moveUrgentTo(FlushQueue other) {
    FlushRequest request = head;
    head = null;
    while (request != null) {
      final FlushRequest next = request.next;
      (request.isUrgent() ? other : this).add(request);
      request = next;
    }
  }
}
