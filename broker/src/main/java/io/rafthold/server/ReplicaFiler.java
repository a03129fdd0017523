package io.rafthold.server;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogSettings;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.partition.ReplicaFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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

  /**
   * The format's limit, not this broker's: a leader with a larger record limit, or this broker's
   * own past, may have larger batches than it takes from producers today.
   */
  private static final int MAX_BATCH_BYTES = LogSettings.MAX_BATCH_BYTES;

  private final long uncleanStop;
  private final FatalErrorHandler fatalErrors;
  private final Queue<Opened> opened = new ConcurrentLinkedQueue<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            final Thread thread = new Thread(task, "rafthold-files");
            thread.setDaemon(true);
            return thread;
          });

  ReplicaFiler(DataDirectory directory, FatalErrorHandler fatalErrors) {
    groupsDirectory = directory.groupsDirectory();
    memoryFile = new ClusterMemoryFile(directory.path());
    uncleanStop = directory.uncleanStop();
    this.fatalErrors = fatalErrors;
  }

  @Override
  public void open(int groupId, long segmentBytes) {
    execute(
        () -> {
          try {
            opened.add(new Opened(groupId, openNow(groupId, segmentBytes)));
          } catch (RuntimeException failure) {
            opened.add(new Opened(groupId, null, failure));
          }
        });
  }

  @Override
  public ReplicaFiles openNow(int groupId, long segmentBytes) {
    final Path directory = directory(groupId);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the directory of group " + groupId, e);
    }
    final ProgressFile progressFile = ProgressFile.open(directory.resolve("progress"), groupId);
    return new ReplicaFiles(
        SegmentedLog.open(
            new ChronicleSegmentStore(
                directory.resolve("segments"), groupId, segmentBytes, MAX_BATCH_BYTES),
            new LogSettings(segmentBytes, MAX_BATCH_BYTES),
            progressFile.flushedIndex()),
        VoteFile.open(directory.resolve("vote"), groupId),
        progressFile,
        BlobFile.open(directory.resolve("membership"), TwoSlotFile.Kind.MEMBERSHIP, groupId),
        BlobFile.open(directory.resolve("start"), TwoSlotFile.Kind.START, groupId),
        uncleanStop);
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
   * Ends when what was asked is done.
   *
   * @return false where it was not done in time
   */
  boolean finish() {
    executor.shutdown();
    try {
      if (executor.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
    return false;
  }
}
