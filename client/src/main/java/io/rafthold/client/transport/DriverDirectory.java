package io.rafthold.client.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one embedded driver: private to the user, locked by its process, gone at the end
 * unless it holds something else.
 *
 * <pre>
 *   rafthold-broker-0-4711-1/    mode 0700
 *     lock                       held by the process while it lives, whatever ends it
 *     aeron/                     the driver's own
 * </pre>
 *
 * A process that was killed leaves its directory behind, unlocked: the next start clears it away.
 */
final class DriverDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DriverDirectory.class);
  private static final String PREFIX = "rafthold-";
  private static final String LOCK_FILE = "lock";
  private static final String AERON = "aeron";
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final int MAX_ATTEMPTS = 16;

  /** With all attempts, longer than it takes to clear a directory as a rule. */
  private static final long RETRY_NS = 5_000_000;

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  /** POSIX drops a process's lock when it closes any channel to the file: own files stay shut. */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private static final AtomicInteger NEXT_NUMBER = new AtomicInteger();

  private final Path path;
  private final FileChannel lockChannel;

  private DriverDirectory(Path path, FileChannel lockChannel) {
    this.path = path;
    this.lockChannel = lockChannel;
  }

  /** Claims the named directory; what a process that is gone left in it is deleted. */
  static DriverDirectory claim(Path directory, long requiredBytes) {
    return claim(directory, requiredBytes, DriverDirectory::pause);
  }

  /** The same; how to wait before each other look at a lock that somebody holds. */
  static DriverDirectory claim(Path directory, long requiredBytes, Runnable pause) {
    final Path path = directory.toAbsolutePath().normalize();
    final DriverDirectory claimed = claimUnlessUsed(path, requiredBytes, pause);
    if (claimed == null) {
      throw new TransportException(
          "Aeron directory "
              + path
              + " is in use by another process: give each broker and client its own");
    }
    return claimed;
  }

  private static void pause() {
    LockSupport.parkNanos(RETRY_NS);
  }

  private static DriverDirectory claimUnlessUsed(Path path, long requiredBytes, Runnable pause) {
    try {
      final DriverDirectory claimed = tryClaim(path, pause);
      if (claimed == null) {
        return null;
      }
      try {
        StorageCheck.require(path, StorageCheck.usableBytes(path), requiredBytes);
      } catch (TransportException e) {
        claimed.close();
        throw e;
      }
      return claimed;
    } catch (IOException e) {
      throw new TransportException(
          "Aeron directory " + path + " cannot be used: " + e + "; is it writable for this user?",
          e);
    }
  }

  /** Claims a new directory in shared memory, or in the temporary directory where that is small. */
  static DriverDirectory temporary(String role, long requiredBytes) {
    final Path fallback =
        Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
    final boolean isShared = Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY);
    if (isShared) {
      clearAbandoned(SHARED_MEMORY);
    }
    clearAbandoned(fallback);
    final boolean fits = isShared && StorageCheck.usableBytes(SHARED_MEMORY) >= requiredBytes;
    final Path base = fits ? SHARED_MEMORY : fallback;
    if (isShared && !fits) {
      LOG.warn(
          "{} has less than the {} MiB that Aeron needs: using {}, which may be slower",
          SHARED_MEMORY,
          requiredBytes >> 20,
          fallback);
    }
    return claimNew(base, role, requiredBytes);
  }

  /** The name is this process's own; where it cannot be locked all the same, another one. */
  private static DriverDirectory claimNew(Path base, String role, long requiredBytes) {
    final String prefix = PREFIX + role + "-" + ProcessHandle.current().pid() + "-";
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      final Path path = base.resolve(prefix + NEXT_NUMBER.incrementAndGet());
      final DriverDirectory claimed = claimUnlessUsed(path, requiredBytes, DriverDirectory::pause);
      if (claimed != null) {
        return claimed;
      }
    }
    throw new TransportException(
        "no Aeron directory "
            + base.resolve(prefix)
            + "... could be locked: who else deletes there?");
  }

  /** Deletes what killed processes of this user left below a directory. */
  static void clearAbandoned(Path base) {
    try (DirectoryStream<Path> candidates = Files.newDirectoryStream(base, PREFIX + "*")) {
      for (final Path candidate : candidates) {
        final Path path = candidate.toAbsolutePath().normalize();
        if (HELD_HERE.add(path)) {
          try {
            clearIfAbandoned(path);
          } finally {
            HELD_HERE.remove(path);
          }
        }
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be searched for abandoned Aeron directories", base, e);
    }
  }

  private static void clearIfAbandoned(Path candidate) {
    try (FileChannel channel = lock(candidate.resolve(LOCK_FILE))) {
      if (channel != null) {
        delete(candidate);
        LOG.info("cleared the Aeron directory {} of a process that is gone", candidate);
      }
    } catch (IOException e) {
      LOG.debug("{} is not ours to clear", candidate, e);
    }
  }

  /**
   * Whoever clears up, here or in another process, may take the directory for abandoned while it is
   * not locked yet, and hold it itself until it is gone: so one look is not enough.
   */
  private static DriverDirectory tryClaim(Path path, Runnable pause) throws IOException {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (HELD_HERE.add(path)) {
        FileChannel channel = null;
        try {
          createPrivate(path);
          createLockFile(path.resolve(LOCK_FILE));
          channel = lock(path.resolve(LOCK_FILE));
        } finally {
          if (channel == null) {
            HELD_HERE.remove(path);
          }
        }
        if (channel != null) {
          return new DriverDirectory(path, channel);
        }
      }
      pause.run();
    }
    return null;
  }

  /** Makes it, or takes one that is there; it may be gone again where another process clears up. */
  private static void createPrivate(Path path) throws IOException {
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        makePrivate(path);
      } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  private static void makePrivate(Path path) throws IOException {
    try {
      Files.setPosixFilePermissions(path, PRIVATE);
    } catch (NoSuchFileException e) {
      LOG.debug("{} was cleared away by another process", path, e);
    }
  }

  private static void createLockFile(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      LOG.debug("{} is there already, or its directory is not any more", file, e);
    }
  }

  /**
   * Locks the file that has this name: one that was deleted, and perhaps made again, between the
   * look at it and the lock gives no right to the directory.
   *
   * @return null where it is not there, or somebody else's
   */
  private static FileChannel lock(Path file) throws IOException {
    FileChannel locked = null;
    try {
      final Object before = keyOf(file);
      final FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      try {
        locked = channel.tryLock() != null && Objects.equals(keyOf(file), before) ? channel : null;
      } finally {
        if (locked == null) {
          channel.close();
        }
      }
    } catch (NoSuchFileException e) {
      LOG.debug("{} is gone", file, e);
    }
    return locked;
  }

  private static Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /**
   * Deletes what the driver left, and the lock last: from then on it may be somebody else's again.
   * It stays where it holds anything else, which is its user's.
   */
  private static void delete(Path directory) {
    try {
      deleteTree(directory.resolve(AERON));
      Files.deleteIfExists(directory.resolve(LOCK_FILE));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      LOG.debug("{} is not gone", directory, e);
    }
  }

  /** Follows no link out of the tree. */
  private static void deleteTree(Path root) throws IOException {
    if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> tree = Files.walk(root)) {
        for (final Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  Path aeronPath() {
    return path.resolve(AERON);
  }

  /** Deletes the directory and gives up the lock. */
  @Override
  public void close() {
    delete(path);
    try {
      lockChannel.close();
    } catch (IOException e) {
      LOG.debug("{} was not closed cleanly", path, e);
    }
    HELD_HERE.remove(path);
  }
}
