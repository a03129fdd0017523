package io.rafthold.client;

import io.rafthold.client.ControlledRecordHandler.Action;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.MalformedException;
import org.agrona.concurrent.UnsafeBuffer;

/** A tailer over the network: a subscription, whose batches wait in a ring. */
final class SubscribedTailer implements Tailer {
  private final ClientRuntime runtime;
  private final ClientCore core;
  private final TopicPartition partition;
  private final TailerSettings settings;
  private final TailRing ring = new TailRing();
  private final BatchRecords records = new BatchRecords();
  private final LogEnds ends = new LogEnds();
  private Subscription subscription;
  private UnsafeBuffer current;

  /** Of the record that comes next, and as much of it as was told: that may be asked anywhere. */
  private long nextOffset;

  private volatile long position;

  /** Whether {@code records} walks the oldest batch of the ring. */
  private boolean isInBatch;

  /** Whether the record that it stands on is to be given once more. */
  private boolean isHeld;

  private boolean isPolling;
  private boolean isClosed;

  SubscribedTailer(ClientRuntime runtime, TopicPartition partition, TailerSettings settings) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.partition = partition;
    this.settings = settings;
    subscribe(settings.start());
  }

  private void subscribe(Start start) {
    nextOffset = start instanceof Start.AtOffset at ? at.offset() : UNKNOWN_POSITION;
    position = nextOffset;
    subscription =
        new Subscription(
            core,
            new SubscriptionSettings(
                partition,
                start,
                SubscriptionSettings.NEVER,
                settings.readFrom(),
                settings.bufferBytes(),
                runtime.requestTimeoutNs()),
            ring,
            ends);
    core.subscriptions().add(subscription);
  }

  @Override
  public int poll(RecordHandler handler, int limit) {
    beginPoll();
    int count = 0;
    try {
      while (count < limit && nextRecord()) {
        count++;
        nextOffset = records.offset() + 1;
        try {
          handler.onRecord(records);
        } finally {
          poison();
        }
      }
    } finally {
      endPoll();
    }
    return checked(count);
  }

  @Override
  public int controlledPoll(ControlledRecordHandler handler, int limit) {
    beginPoll();
    int count = 0;
    try {
      Action action = Action.CONTINUE;
      while (action.goesOn() && count < limit && nextRecord()) {
        nextOffset = records.offset() + 1;
        action = give(handler);
        count += action == Action.ABORT ? 0 : 1;
        if (action == Action.COMMIT) {
          position = nextOffset;
        }
      }
    } finally {
      endPoll();
    }
    return checked(count);
  }

  private Action give(ControlledRecordHandler handler) {
    Action action = Action.BREAK;
    try {
      action = handler.onRecord(records);
    } finally {
      if (action != Action.ABORT) {
        poison();
      } else if (isInBatch) {
        // Unless the handler has sought elsewhere.
        isHeld = true;
        nextOffset = records.offset();
        records.restartHeaders();
      }
    }
    return action;
  }

  private void beginPoll() {
    if (isClosed) {
      throw new ClientClosedException("the tailer is closed: open another one");
    }
    runtime.checkOpen();
    if (isPolling) {
      throw new IllegalStateException("a handler must not poll the tailer that calls it");
    }
    runtime.driver().invoke();
    isPolling = true;
  }

  private void endPoll() {
    isPolling = false;
    position = nextOffset;
  }

  private boolean nextRecord() {
    if (isHeld) {
      isHeld = false;
      return true;
    }
    while (isInBatch || nextBatch()) {
      if (!step()) {
        endBatch();
      } else if (records.offset() >= ring.fromOffset()) {
        return true;
      }
    }
    return false;
  }

  private boolean nextBatch() {
    if (isClosed || ring.isEmpty()) {
      return false;
    }
    // The ring may get another one while a handler runs the client.
    current = ring.buffer();
    try {
      records.wrap(current, ring.position());
    } catch (final MalformedException e) {
      throw corrupt(e);
    }
    isInBatch = true;
    return true;
  }

  private boolean step() {
    try {
      return records.next();
    } catch (final MalformedException e) {
      throw corrupt(e);
    }
  }

  private CorruptDataException corrupt(MalformedException e) {
    core.subscriptions().remove(subscription);
    return new CorruptDataException(partition + ": " + e.getMessage(), e);
  }

  private void endBatch() {
    isInBatch = false;
    nextOffset = Batch.nextOffset(ring.buffer(), ring.position());
    subscription.onConsumed(ring.length());
    ring.remove();
  }

  private void poison() {
    if (settings.poisonsBuffers() && isInBatch) {
      records.poison(current);
    }
  }

  /** Says why there is nothing, where there is nothing. */
  private int checked(int count) {
    if (count == 0 && !isHeld && subscription.hasNews()) {
      final RaftholdException failure = subscription.failure();
      final RaftholdException reason = failure == null ? subscription.takeTrouble() : failure;
      if (reason != null) {
        throw reason;
      }
    }
    return count;
  }

  @Override
  public void seek(Start start) {
    if (isClosed) {
      throw new ClientClosedException("the tailer is closed: open another one");
    }
    leave();
    subscribe(start);
  }

  private void leave() {
    core.subscriptions().remove(subscription);
    ring.clear();
    isInBatch = false;
    isHeld = false;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long commitOffset() {
    return ends.committed();
  }

  @Override
  public long durableOffset() {
    return ends.durable();
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      leave();
    }
  }
}
