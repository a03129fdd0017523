package io.rafthold.client;

import io.rafthold.protocol.LatencySnapshot;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/** What producers, consumers and admins share: the core, who drives it, and how to wait for it. */
final class ClientRuntime implements RaftholdClient {
  /** The core keeps deadlines itself; a waiter gives it that much more to say why. */
  private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(1);

  private final ClientCore core;
  private final CoreDriver driver;
  private final long requestTimeoutNs;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final TopicLookup lookup = new TopicLookup(this);

  ClientRuntime(ClientCore core, long requestTimeoutNs, CoreDriver driver) {
    this.core = core;
    this.requestTimeoutNs = requestTimeoutNs;
    this.driver = driver;
  }

  @Override
  public Admin admin() {
    return new ClusterAdmin(this, requestTimeoutNs);
  }

  @Override
  public <K, V> Producer<K, V> newProducer(ProducerSettings<K, V> settings) {
    checkOpen();
    return new IdempotentProducer<>(this, settings);
  }

  @Override
  public <K, V> Consumer<K, V> newConsumer(ConsumerSettings<K, V> settings) {
    checkOpen();
    return new ClientConsumer<>(this, settings);
  }

  @Override
  public <K, V> Reader<K, V> newReader(ReaderSettings<K, V> settings) {
    checkOpen();
    return settings.pace() instanceof Pace.AsFastAsPossible
        ? new TopicReader<>(this, settings)
        : new PacedReader<>(this, settings);
  }

  @Override
  public Appender newAppender(TopicPartition partition, ProducerSettings<?, ?> settings) {
    return new PartitionAppender(this, partition, groupOf(partition), settings);
  }

  @Override
  public Tailer newTailer(TopicPartition partition, TailerSettings settings) {
    groupOf(partition);
    return new SubscribedTailer(this, partition, settings);
  }

  private int groupOf(TopicPartition id) {
    checkOpen();
    if (driver.isBackground()) {
      throw new IllegalStateException(
          "appenders and tailers are used on the caller's thread: build the client with"
              + " ClientThreading.INVOKER");
    }
    return lookup.partition(id, requestTimeoutNs).groupId();
  }

  /** Returns who knows of partitions. */
  TopicLookup lookup() {
    return lookup;
  }

  @Override
  public LatencySnapshot latency(ClientStage stage) {
    return core.stages().snapshot(Objects.requireNonNull(stage, "stage"));
  }

  @Override
  public int invoke() {
    return driver.invoke();
  }

  @Override
  public IdleStrategy idleStrategy() {
    return driver.idleStrategy();
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      driver.close(new ClientClosedException("the client was closed"));
    }
  }

  ClientCore core() {
    return core;
  }

  CoreDriver driver() {
    return driver;
  }

  long requestTimeoutNs() {
    return requestTimeoutNs;
  }

  boolean isOpen() {
    return !isClosed.get() && driver.failure() == null;
  }

  void checkOpen() {
    if (isClosed.get()) {
      throw new ClientClosedException("the client is closed: build another one");
    }
    final RaftholdException failure = driver.failure();
    if (failure != null) {
      throw new ClientClosedException(
          "the client has ended: " + failure.getMessage() + ": build another one");
    }
  }

  /** Runs something on the core's thread. */
  void execute(Runnable command) {
    core.execute(command);
    driver.wake();
  }

  /** Starts something on the core's thread that completes a future, and waits for it. */
  <T> T call(Supplier<CompletableFuture<T>> start, long timeoutNs, String what) {
    final CompletableFuture<T> result = new CompletableFuture<>();
    checkMayWait(what);
    execute(
        () -> {
          try {
            Futures.forward(start.get(), result);
          } catch (final RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return await(result, timeoutNs, what);
  }

  /** Waits for something that the core completes by its own deadline. */
  <T> T await(CompletableFuture<T> future, long timeoutNs, String what) {
    checkMayWait(what);
    checkOpen();
    try {
      driver.await(future, timeoutNs + GRACE_NS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RequestTimeoutException(what + ": the waiting thread was interrupted", true);
    }
    if (!future.isDone()) {
      checkOpen();
      throw new RequestTimeoutException(
          what
              + " did not end within "
              + TimeUnit.NANOSECONDS.toMillis(timeoutNs)
              + " ms; its outcome is unknown",
          true);
    }
    return resultOf(future);
  }

  /** Waits for a signal, or less. */
  void waitFor(CompletableFuture<Void> signal, long timeoutNs) {
    checkMayWait("polling");
    try {
      driver.await(signal, timeoutNs);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RequestTimeoutException("polling: the waiting thread was interrupted", false);
    }
  }

  private static <T> T resultOf(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (final CompletionException e) {
      if (e.getCause() instanceof RaftholdException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void checkMayWait(String what) {
    if (driver.isInCycle()) {
      throw new IllegalStateException(
          what
              + " must not wait on the client's own thread: do it on another one, for instance with"
              + " thenAcceptAsync");
    }
  }
}
