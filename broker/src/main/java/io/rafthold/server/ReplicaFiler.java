package io.rafthold.server;

import io.rafthold.log.LogDamageException;
import io.rafthold.partition.ReplicaFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.agrona.collections.IntHashSet;

/**
 * Opens, closes and deletes replicas' files on a thread of its own, in the order asked: creating a
 * segment takes milliseconds, which the partition agent must not wait for.
 */
final class ReplicaFiler implements ReplicaStorage {
  private static final long CLOSE_TIMEOUT_S = 30;

  private final Path groupsDirectory;
  private final ClusterMemoryFile memoryFile;

  /** Begins the names of what goes to quarantine. */
  private static final DateTimeFormatter LABEL =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final int brokerId;
  private final long uncleanStop;
  private final PoolTask poolTask;
  private final FatalErrorHandler fatalErrors;
  private final Runnable afterOpening;
  private volatile boolean isEnding;
  private final Queue<Opened> opened = new ConcurrentLinkedQueue<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            final Thread thread = new Thread(task, "rafthold-files");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Creates it over a data directory.
   *
   * @param poolTask cleans files for later segments; closed with this
   */
  ReplicaFiler(
      DataDirectory directory, int brokerId, PoolTask poolTask, FatalErrorHandler fatalErrors) {
    this(directory, brokerId, poolTask, fatalErrors, () -> {});
  }

  /**
   * Creates it over a data directory.
   *
   * @param poolTask cleans files for later segments; closed with this
   * @param afterOpening run on the thread of this when files were opened or could not be: the
   *     broker takes them in a duty cycle
   */
  ReplicaFiler(
      DataDirectory directory,
      int brokerId,
      PoolTask poolTask,
      FatalErrorHandler fatalErrors,
      Runnable afterOpening) {
    this.afterOpening = afterOpening;
    this.poolTask = poolTask;
    groupsDirectory = directory.groupsDirectory();
    memoryFile = new ClusterMemoryFile(directory.path());
    this.brokerId = brokerId;
    uncleanStop = directory.uncleanStop();
    this.fatalErrors = fatalErrors;
    // The thread is there before another one asks for it: it would run only where that one is
    // bound.
    executor.execute(() -> {});
  }

  @Override
  public void open(int groupId, long segmentBytes, boolean hasPeers) {
    execute(
        () ->
            addOpened(
                groupId,
                () ->
                    withStatesRead(
                        openNow(groupId, segmentBytes, hasPeers),
                        damage -> repairNow(groupId, segmentBytes, hasPeers, damage))));
  }

  /** What opening trusts is read again here: damage that shows only now is repaired as well. */
  private ReplicaFiles withStatesRead(
      ReplicaFiles files, Function<LogDamageException, ReplicaFiles> repair) {
    try {
      return files.withStatesRead(brokerId);
    } catch (LogDamageException damage) {
      return repair.apply(damage).withStatesRead(brokerId);
    }
  }

  @Override
  public boolean canRepair() {
    return true;
  }

  @Override
  public void reopen(int groupId, long segmentBytes, boolean hasPeers, LogDamageException damage) {
    execute(
        () ->
            addOpened(
                groupId,
                () ->
                    withStatesRead(
                        repairNow(groupId, segmentBytes, hasPeers, damage),
                        another -> repairNow(groupId, segmentBytes, hasPeers, another))));
  }

  /** Opens nothing any more once the broker ends: a stop does not wait for a thousand replicas. */
  private void addOpened(int groupId, Supplier<ReplicaFiles> opening) {
    if (!isEnding) {
      opened.add(tryOpen(groupId, opening));
      afterOpening.run();
    }
  }

  private static Opened tryOpen(int groupId, Supplier<ReplicaFiles> opening) {
    try {
      return new Opened(groupId, opening.get());
    } catch (RuntimeException failure) {
      return new Opened(groupId, null, failure);
    }
  }

  @Override
  public ReplicaFiles openNow(int groupId, long segmentBytes, boolean hasPeers) {
    try {
      return replicaDirectory(groupId).open(segmentBytes, uncleanStop);
    } catch (LogDamageException damage) {
      return repairNow(groupId, segmentBytes, hasPeers, damage);
    }
  }

  private ReplicaDirectory replicaDirectory(int groupId) {
    return new ReplicaDirectory(directory(groupId), groupId, poolTask.pool());
  }

  private ReplicaFiles repairNow(
      int groupId, long segmentBytes, boolean hasPeers, LogDamageException damage) {
    return new ReplicaRepair(replicaDirectory(groupId), brokerId, LABEL.format(Instant.now()))
        .open(damage, hasPeers, segmentBytes, uncleanStop);
  }

  @Override
  public Opened pollOpened() {
    return opened.poll();
  }

  @Override
  public void close(int groupId, AutoCloseable files, boolean deletes) {
    execute(
        () -> {
          files.close();
          if (deletes) {
            deleteRecursively(directory(groupId));
          }
        });
  }

  @Override
  public void delete(int groupId) {
    execute(() -> deleteRecursively(directory(groupId)));
  }

  @Override
  public boolean exists(int groupId) {
    return Files.exists(directory(groupId));
  }

  @Override
  public void deleteOthers(IntHashSet kept, int belowGroupId) {
    execute(
        () -> {
          for (final Path group : groupDirectories()) {
            final int groupId = Integer.parseInt(group.getFileName().toString());
            if (groupId > 0 && groupId < belowGroupId && !kept.contains(groupId)) {
              deleteRecursively(group);
            }
          }
        });
  }

  private List<Path> groupDirectories() throws IOException {
    try (Stream<Path> paths = Files.list(groupsDirectory)) {
      return paths.filter(path -> path.getFileName().toString().matches("\\d{1,9}")).toList();
    }
  }

  @Override
  public void remember(ClusterMemory memory) {
    execute(() -> memoryFile.write(memory));
  }

  @Override
  public ClusterMemory remembered() {
    return memoryFile.read();
  }

  private interface Task {
    void run() throws Exception;
  }

  private void execute(Task task) {
    executor.execute(
        () -> {
          try {
            task.run();
          } catch (Exception | Error e) {
            fatalErrors.onFatalError("a replica's files could not be opened or closed", e);
          }
        });
  }

  private Path directory(int groupId) {
    return groupsDirectory.resolve(Integer.toString(groupId));
  }

  private static void deleteRecursively(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /**
   * Ends when what was asked is done but for replicas that are not open yet, which stay closed.
   * Called when nothing is asked and nothing opened is taken any more.
   *
   * @return false where it was not done in time
   */
  boolean finish() {
    isEnding = true;
    executor.shutdown();
    try {
      if (executor.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        closeUnclaimed();
        poolTask.close();
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
    return false;
  }

  /** Closes what was opened and never taken by the broker, which has ended. */
  private void closeUnclaimed() {
    for (Opened each = opened.poll(); each != null; each = opened.poll()) {
      if (each.files() != null) {
        each.files().close();
      }
    }
  }
}
