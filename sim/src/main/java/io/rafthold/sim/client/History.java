package io.rafthold.sim.client;

import io.rafthold.client.RaftholdException;
import io.rafthold.client.RecordMetadata;
import io.rafthold.sim.invariant.Checker;
import io.rafthold.sim.invariant.GroupView;
import io.rafthold.sim.invariant.InvariantViolation;
import org.agrona.collections.IntHashSet;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What applications asked for and were told, held against what was committed (reliability: no lost
 * acknowledgement, no phantom, no aborted read, no duplicate, real-time order).
 */
public final class History {
  /** What became of a record that was sent. */
  public enum Outcome {
    /** Not known yet. */
    PENDING,
    /** Acknowledged. */
    OK,
    /** Failed for certain: never to be read. */
    FAILED,
    /** May be there or not. */
    UNKNOWN
  }

  /** A record that was sent. */
  static final class Sent {
    final int groupId;
    final long producer;
    final long leastOffset;
    Outcome outcome = Outcome.PENDING;
    long offset = -1;

    Sent(int groupId, long producer, long leastOffset) {
      this.groupId = groupId;
      this.producer = producer;
      this.leastOffset = leastOffset;
    }
  }

  private final Checker checker;
  private final GroupHistory groups;
  private final Long2ObjectHashMap<Sent> sent = new Long2ObjectHashMap<>();
  private final Long2ObjectHashMap<Long> endOfGroup = new Long2ObjectHashMap<>();
  private final Long2LongHashMap endsRead = new Long2LongHashMap(-1);
  private final IntHashSet deletedGroups = new IntHashSet();
  private long lastValue;
  private long acknowledged;
  private long failed;
  private long unknown;
  private long read;

  /** Starts empty. */
  public History(Checker checker) {
    this.checker = checker;
    groups = new GroupHistory(checker);
  }

  /** Returns what the members of the consumer group saw. */
  GroupHistory groups() {
    return groups;
  }

  /** Notes that a record is about to be sent and returns its value, which no other one has. */
  public long sending(int groupId, long producer) {
    final Long end = endOfGroup.get(groupId);
    sent.put(++lastValue, new Sent(groupId, producer, end == null ? 0 : end));
    return lastValue;
  }

  /** Notes what became of a record. */
  public void ended(long value, RecordMetadata metadata, Throwable failure) {
    final Sent record = sent.get(value);
    if (failure == null) {
      acknowledged++;
      record.outcome = Outcome.OK;
      record.offset = metadata.offset();
      if (record.offset >= 0) {
        acknowledged(value, record);
      }
    } else if (isCertain(failure)) {
      failed++;
      record.outcome = Outcome.FAILED;
    } else {
      unknown++;
      record.outcome = Outcome.UNKNOWN;
    }
  }

  private static boolean isCertain(Throwable failure) {
    return failure instanceof RaftholdException known && !known.isOutcomeUnknown();
  }

  private void acknowledged(long value, Sent record) {
    final GroupView group = checker.group(record.groupId);
    if (record.offset >= group.endOffset() || group.valueAt(record.offset) != value) {
      // Noted, not thrown: the client's futures would swallow it.
      checker.note(
          violation(value, record.groupId, record.offset, "was acknowledged there, and is not"));
      return;
    }
    if (record.offset < record.leastOffset) {
      checker.note(
          violation(
              value,
              record.groupId,
              record.offset,
              "was sent after " + record.leastOffset + " offsets were acknowledged"));
    }
    final Long end = endOfGroup.get(record.groupId);
    if (end == null || end <= record.offset) {
      endOfGroup.put(record.groupId, (Long) (record.offset + 1));
    }
  }

  /** Notes that a group's topic is being deleted: what was said of it is history. */
  public void deleted(int groupId) {
    deletedGroups.add(groupId);
  }

  /** Returns the least end of a group's log that a reader who asks now may be told. */
  public long leastEnd(int groupId) {
    final Long end = endOfGroup.get(groupId);
    return Math.max(end == null ? 0 : end, endsRead.get(groupId));
  }

  /** Notes what a reader was told that asked when the least end was known. */
  public void endRead(int groupId, long least, long end) {
    if (end < least || end > checker.group(groupId).endOffset()) {
      checker.note(
          new InvariantViolation(
              History.class,
              "the end of group "
                  + groupId
                  + " was read as "
                  + end
                  + ", not within "
                  + least
                  + " and "
                  + checker.group(groupId).endOffset()));
    }
    endsRead.put(groupId, Math.max(endsRead.get(groupId), end));
  }

  /** Tells whether everything before an offset is committed. */
  boolean isCommitted(int groupId, long endOffset) {
    return endOffset <= checker.group(groupId).endOffset();
  }

  /** Notes that a consumer was given a record. */
  public void read(int groupId, long offset, long value) {
    read++;
    checker.onRead(groupId, offset, value);
  }

  /** Looks at all that was committed in the end. */
  public void checkGroup(GroupView group, int groupId) {
    if (deletedGroups.contains(groupId)) {
      return;
    }
    final Long2ObjectHashMap<Boolean> seen = new Long2ObjectHashMap<>();
    final Long2ObjectHashMap<Long> lastOfProducer = new Long2ObjectHashMap<>();
    for (long offset = 0; offset < group.endOffset(); offset++) {
      final long value = group.valueAt(offset);
      final Sent record = sent.get(value);
      if (record == null || record.groupId != groupId) {
        throw violation(value, groupId, offset, "was never sent there");
      }
      if (record.outcome == Outcome.FAILED) {
        throw violation(value, groupId, offset, "was reported as failed for certain");
      }
      if (seen.put(value, Boolean.TRUE) != null) {
        throw violation(value, groupId, offset, "is there twice");
      }
      if (record.outcome == Outcome.OK) {
        final Long last = lastOfProducer.put(record.producer, (Long) value);
        if (last != null && last > value) {
          throw violation(value, groupId, offset, "was sent before " + last);
        }
      }
    }
  }

  private static InvariantViolation violation(long value, int groupId, long offset, String what) {
    return new InvariantViolation(
        History.class,
        "value " + value + " at offset " + offset + " of group " + groupId + " " + what);
  }

  /** Returns the number of records acknowledged. */
  public long acknowledgedCount() {
    return acknowledged;
  }

  /** Returns the number of records that failed for certain. */
  public long failedCount() {
    return failed;
  }

  /** Returns the number of records whose outcome was not known. */
  public long unknownCount() {
    return unknown;
  }

  /** Returns the number of records read. */
  public long readCount() {
    return read;
  }
}
