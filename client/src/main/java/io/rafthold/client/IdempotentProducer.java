package io.rafthold.client;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The users' side of a producer: encodes, chooses the partition, bounds, and hands over. */
final class IdempotentProducer<K, V> implements Producer<K, V> {
  private final ClientRuntime runtime;
  private final ClientCore core;
  private final ProducerSettings<K, V> settings;
  private final ProducerShared shared;
  private final TopicRoutes routes;
  private final List<ProducerPartition> partitions = new CopyOnWriteArrayList<>();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  IdempotentProducer(ClientRuntime runtime, ProducerSettings<K, V> settings) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.settings = settings;
    this.shared = new ProducerShared(core, settings);
    this.routes = new TopicRoutes(runtime, shared.deliveryTimeoutNs());
  }

  @Override
  public CompletableFuture<RecordMetadata> send(ProducerRecord<K, V> record) {
    checkOpen();
    final RecordScratch scratch = RecordScratch.ofThread();
    try {
      final TopicRoute route = routes.route(record.topic(), record.partition());
      final int length = scratch.encode(record, settings.keyCodec(), settings.valueCodec());
      final int limit = maxRecordBytes();
      if (length > limit) {
        throw new RecordTooLargeException(length, limit);
      }
      reserve(length, 1);
      return append(record, route, scratch, length);
    } catch (final ClientClosedException e) {
      throw e;
    } catch (final RaftholdException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<RecordMetadata> append(
      ProducerRecord<K, V> record, TopicRoute route, RecordScratch scratch, int length) {
    final boolean inTurn = record.partition() == ProducerRecord.ANY_PARTITION && !scratch.hasKey();
    final int number;
    if (record.partition() != ProducerRecord.ANY_PARTITION) {
      number = record.partition();
    } else {
      number = inTurn ? route.turn() : scratch.partitionOfKey(route.size());
    }
    final CompletableFuture<RecordMetadata> future = new CompletableFuture<>();
    final SendQueue.Appended appended =
        partition(route, number)
            .queue()
            .append(scratch.buffer(), length, maxBatchBytes(), future, core.clock().nanoTime());
    if (appended == SendQueue.Appended.REFUSED) {
      shared.budget().release(length, 1);
      throw closed();
    }
    if (inTurn && appended == SendQueue.Appended.BATCH_STARTED) {
      route.passTurn();
    }
    runtime.driver().wake();
    if (!runtime.isOpen()) {
      // It was closed meanwhile, and may not have seen this record any more.
      future.completeExceptionally(closed());
    }
    return future;
  }

  @Override
  public CompletableFuture<List<RecordMetadata>> sendBatch(
      String topic,
      int partition,
      List<ProducerRecord<K, V>> records,
      OptionalLong expectedOffset) {
    checkOpen();
    BatchAssembly.check(topic, partition, records, expectedOffset);
    try {
      final TopicRoute route = routes.route(topic, partition);
      final BatchAssembly<K, V> assembly =
          BatchAssembly.encode(settings, records, shared.pool(), maxRecordBytes(), maxBatchBytes());
      expectedOffset.ifPresent(assembly.batch()::expect);
      return append(assembly, partition(route, partition));
    } catch (final ClientClosedException e) {
      throw e;
    } catch (final RaftholdException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<List<RecordMetadata>> append(
      BatchAssembly<K, V> assembly, ProducerPartition partition) {
    final PendingBatch batch = assembly.batch();
    final int bytes = batch.recordBytes();
    final int count = batch.recordCount();
    boolean isTaken = false;
    try {
      reserve(bytes, count);
      // Its time runs from now, however long it waited for room.
      batch.begin(core.clock().nanoTime(), shared.deliveryTimeoutNs());
      final CompletableFuture<List<RecordMetadata>> result = assembly.result();
      isTaken = partition.queue().append(batch);
      if (!isTaken) {
        shared.budget().release(bytes, count);
        throw closed();
      }
      runtime.driver().wake();
      if (!runtime.isOpen()) {
        result.completeExceptionally(closed());
      }
      return result;
    } finally {
      if (!isTaken) {
        shared.pool().give(batch);
      }
    }
  }

  @Override
  public void flush(Duration timeout) {
    final long timeoutNs = timeout.toNanos();
    final CompletableFuture<Void> done = new CompletableFuture<>();
    runtime.execute(() -> whenAllFinished(done));
    try {
      runtime.await(done, timeoutNs, "flushing the producer");
    } catch (final RequestTimeoutException e) {
      throw new RequestTimeoutException(
          "flush did not end within "
              + timeout
              + ": "
              + shared.budget().records()
              + " records are outstanding",
          true);
    }
  }

  /** Completes when each batch that is pending now has succeeded or failed. Core's thread. */
  private void whenAllFinished(CompletableFuture<Void> done) {
    final int[] pending = {1};
    final Runnable countDown =
        () -> {
          if (--pending[0] == 0) {
            done.complete(null);
          }
        };
    for (final ProducerPartition partition : partitions) {
      partition.forEach(
          batch -> {
            pending[0]++;
            batch.onFinish(countDown);
          });
    }
    countDown.run();
  }

  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!runtime.driver().isInCycle()) {
        flush(settings.deliveryTimeout());
      }
    } catch (final RaftholdException e) {
      // Each record's future says what became of it; closing goes on.
    } finally {
      routes.close();
      shared.budget().close();
      runtime.execute(() -> partitions.forEach(this::dispose));
    }
  }

  private void dispose(ProducerPartition partition) {
    partition.failAll(closed());
    core.remove(partition);
  }

  private ProducerPartition partition(TopicRoute route, int number) {
    final ProducerPartition known = route.get(number);
    if (known != null) {
      return known;
    }
    final PartitionInfo info = route.topic().partitions().get(number);
    final ProducerPartition created =
        new ProducerPartition(
            core, new TopicPartition(route.topic().name(), number), info.groupId(), shared);
    final ProducerPartition set = route.setIfMissing(number, created);
    if (set == created) {
      partitions.add(created);
      runtime.execute(() -> core.add(created));
    }
    return set;
  }

  private int maxRecordBytes() {
    final int ofBrokers = core.maxRecordBytes();
    return ofBrokers == 0
        ? settings.maxRecordBytes()
        : Math.min(ofBrokers, settings.maxRecordBytes());
  }

  /** A batch that a broker would not take is not built; one record alone it would have refused. */
  private int maxBatchBytes() {
    final int ofBrokers = core.maxBatchBytes();
    return ofBrokers == 0 ? Integer.MAX_VALUE : ofBrokers;
  }

  private void reserve(int bytes, int records) {
    if (shared.budget().tryReserve(bytes, records)) {
      return;
    }
    boolean isReserved = false;
    if (mayWaitForRoom() && shared.budget().canHold(bytes, records)) {
      try {
        isReserved = shared.budget().reserve(bytes, records, shared.deliveryTimeoutNs());
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (!isReserved) {
      checkOpen();
      throw new BufferFullException(
          "the producer's buffer is full ("
              + shared.budget()
              + "): wait for acknowledgements, or enlarge it");
    }
  }

  private boolean mayWaitForRoom() {
    return settings.bufferFullPolicy() == BufferFullPolicy.WAIT
        && runtime.driver().isBackground()
        && !runtime.driver().isInCycle();
  }

  private void checkOpen() {
    runtime.checkOpen();
    if (isClosed.get()) {
      throw closed();
    }
  }

  private static ClientClosedException closed() {
    return new ClientClosedException("the producer is closed: open another one");
  }
}
