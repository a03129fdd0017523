package io.rafthold.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * A broker's directory: whose it is, that one process uses it, and how its last run ended.
 *
 * <pre>
 *   broker.identity   cluster id, broker id, the directory's own id; written on the first start
 *   broker.metadata   which metadata the groups below reflect, and who the peers were
 *   broker.lock       held while the broker runs
 *   broker.run        how the last run ended
 *   groups/ID/        one Raft group each
 * </pre>
 *
 * <p>For the thread that starts and stops the broker.
 */
public final class DataDirectory implements AutoCloseable {
  static final String LOCK_FILE = "broker.lock";
  static final String RUN_FILE = "broker.run";
  static final String GROUPS = "groups";

  private static final String KEY = "data.dir";

  private static final Set<String> NETWORK_FILE_SYSTEMS =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb2",
          "smb3",
          "smbfs",
          "9p",
          "virtiofs",
          "ceph",
          "glusterfs",
          "lustre",
          "afs",
          "ncpfs",
          "ocfs2",
          "gfs2",
          "beegfs");

  private final Path path;
  private final DirectoryLock lock;
  private final RunMark runMark;
  private final FailedFlushNote failedFlush;
  private final BrokerIdentity identity;

  private DataDirectory(
      Path path,
      DirectoryLock lock,
      RunMark runMark,
      FailedFlushNote failedFlush,
      BrokerIdentity identity) {
    this.path = path;
    this.lock = lock;
    this.runMark = runMark;
    this.failedFlush = failedFlush;
    this.identity = identity;
  }

  /**
   * Opens the directory, and makes it on the first start. Nothing in it is touched before it is
   * known to be this broker's, and nobody else's.
   *
   * @param config names directory, cluster and broker
   * @return the directory, locked until it is closed
   * @throws ConfigurationException where {@code data.dir} names another broker's or cluster's
   *     directory, or one that cannot be used
   * @throws StartupException where another process uses it, or its identity is damaged
   */
  public static DataDirectory open(BrokerConfig config) {
    return open(config, MachineBoot.id());
  }

  static DataDirectory open(BrokerConfig config, String bootId) {
    final Path path = config.dataDirectory();
    create(config, path);
    refuseNetworkFileSystem(config, path);
    DirectoryLock lock = null;
    try {
      lock = DirectoryLock.acquire(path.resolve(LOCK_FILE), bootId);
      BrokerIdentity identity = DataIdentity.readAndCheck(config, path);
      final boolean isFirstStart = identity == null;
      final FailedFlushNote failedFlush =
          new FailedFlushNote(Path.of(config.aeronDirectory()), path);
      final RunMark runMark =
          !isFirstStart && failedFlush.isThere()
              ? RunMark.beginUncleanly(path.resolve(RUN_FILE), bootId)
              : RunMark.begin(path.resolve(RUN_FILE), bootId, isFirstStart);
      failedFlush.remove();
      Files.createDirectories(path.resolve(GROUPS));
      if (isFirstStart) {
        // Last of all: with an identity, the directory is whole.
        identity = DataIdentity.write(config, path);
      }
      return new DataDirectory(path, lock, runMark, failedFlush, identity);
    } catch (final IOException failure) {
      release(lock);
      throw config.refused(
          KEY, "cannot be used (" + failure + "); check its permissions and its disk");
    } catch (final RuntimeException refused) {
      release(lock);
      throw refused;
    }
  }

  /**
   * Whose a directory is.
   *
   * @param clusterId of the cluster
   * @param brokerId of the broker
   */
  public record Identity(String clusterId, int brokerId) {}

  /**
   * Looks into a directory that no broker uses, without changing it.
   *
   * @param path of the directory
   * @return whose it is
   * @throws ConfigurationException where it is no data directory
   * @throws StartupException where a broker uses it, or its identity is damaged
   */
  public static Identity inspect(Path path) {
    final Identity identity = DataIdentity.read(path);
    DirectoryLock.refuseIfHeld(path.resolve(LOCK_FILE));
    return identity;
  }

  /**
   * Returns the directory itself.
   *
   * @return absolute
   */
  public Path path() {
    return path;
  }

  /**
   * Returns what the directory makes of its broker.
   *
   * @return as written on the first start
   */
  public BrokerIdentity identity() {
    return identity;
  }

  /**
   * Returns the directory that holds one directory for each Raft group.
   *
   * @return exists
   */
  public Path groupsDirectory() {
    return path.resolve(GROUPS);
  }

  /**
   * Returns the directory of a Raft group.
   *
   * @param groupId 0 for the metadata
   * @return need not exist yet
   */
  public Path groupDirectory(int groupId) {
    return groupsDirectory().resolve(Integer.toString(groupId));
  }

  /**
   * Names the last stop of the machine that may have cost what was not flushed, so that logs of
   * level {@code quorum} may have forgotten entries. The name stays over further starts, until
   * another such stop.
   *
   * @return above 0, or 0 where there was never any
   */
  public long uncleanStop() {
    return runMark.uncleanStop();
  }

  /**
   * Notes that the broker stopped with everything flushed. Not to be called where it did not;
   * {@link #close} alone leaves no mark.
   */
  public void markCleanShutdown() {
    runMark.endCleanly();
  }

  /**
   * Notes that a flush has failed, so that the next start counts this as an unclean stop of the
   * machine. For any thread.
   */
  void markFailedFlush() {
    try {
      runMark.endWithFailedFlush();
    } catch (final IOException sameDisk) {
      failedFlush.write(sameDisk);
    }
  }

  @Override
  public void close() {
    release(lock);
  }

  /** Tells whether files of such a file system lie elsewhere than on this machine. */
  static boolean isNetworkFileSystem(String type) {
    final String name = type.toLowerCase(Locale.ROOT);
    return NETWORK_FILE_SYSTEMS.contains(name) || name.startsWith("fuse");
  }

  private static void create(BrokerConfig config, Path path) {
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path);
      }
      if (Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (final IOException failure) {
      throw config.refused(
          KEY, "cannot be made a directory of this user's (" + failure + "); choose another");
    }
    if (!Files.isWritable(path)) {
      throw config.refused(KEY, "not writable; mend its permissions or choose another");
    }
  }

  private static void refuseNetworkFileSystem(BrokerConfig config, Path path) {
    if (config.isNetworkFileSystemAllowed()) {
      return;
    }
    final String type;
    try {
      type = Files.getFileStore(path).type();
    } catch (final IOException failure) {
      throw config.refused(KEY, "its file system cannot be read (" + failure + ")");
    }
    if (isNetworkFileSystem(type)) {
      throw config.refused(
          KEY,
          "on a network file system ("
              + type
              + "), where memory-mapped files and flushes keep no promise; choose a local disk, or"
              + " set data.network: allow");
    }
  }

  private static void release(DirectoryLock lock) {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (final IOException failure) {
      throw new UncheckedIOException("the lock of a data directory could not be released", failure);
    }
  }
}
