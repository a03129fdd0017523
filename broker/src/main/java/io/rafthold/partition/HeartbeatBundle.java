package io.rafthold.partition;

import io.rafthold.raft.RaftMessage;
import java.util.Arrays;

/**
 * Heartbeats, or answers to them, of many groups to one broker, gathered during a duty cycle. It
 * grows to what the broker's groups need, up to {@link #LIMIT}.
 */
final class HeartbeatBundle {
  /** Most messages in one bundle; a further one goes into the next. */
  static final int LIMIT = 512;

  private static final int INITIAL_CAPACITY = 4;

  private int[] groupIds = new int[INITIAL_CAPACITY];
  private RaftMessage[] messages = new RaftMessage[INITIAL_CAPACITY];
  private int count;

  /** Adds a message; there must be room. */
  void add(int groupId, RaftMessage message) {
    if (count == messages.length) {
      groupIds = Arrays.copyOf(groupIds, 2 * count);
      messages = Arrays.copyOf(messages, 2 * count);
    }
    if (messages[count] == null) {
      messages[count] = new RaftMessage();
    }
    groupIds[count] = groupId;
    messages[count].copyFrom(message);
    count++;
  }

  boolean isFull() {
    return count == LIMIT;
  }

  int count() {
    return count;
  }

  int groupIdAt(int place) {
    return groupIds[place];
  }

  RaftMessage messageAt(int place) {
    return messages[place];
  }

  void clear() {
    count = 0;
  }
}
