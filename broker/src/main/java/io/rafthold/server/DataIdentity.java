package io.rafthold.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whose a data directory is: written on the first start, checked on every other. */
final class DataIdentity {
  private static final String KEY = "data.dir";
  private static final String FILE = "broker.identity";
  private static final String COMMENT = "Whose data this is. Rafthold wrote it; do not edit";
  private static final String FORMAT_VERSION_KEY = "format.version";
  private static final String CLUSTER_ID_KEY = "cluster.id";
  private static final String BROKER_ID_KEY = "broker.id";
  private static final String DIRECTORY_ID_KEY = "directory.id";
  private static final String FOUNDERS_KEY = "founders";
  private static final String FORMAT_VERSION = "1";
  private static final int DIRECTORY_ID_BYTES = 16;

  /** What a first start may find: a file system's own, and a first start that did not finish. */
  private static final Set<String> HARMLESS =
      Set.of(
          "lost+found",
          DataDirectory.LOCK_FILE,
          DataDirectory.RUN_FILE,
          DataDirectory.RUN_FILE + ".new",
          FILE + ".new");

  private DataIdentity() {}

  /**
   * Reads whose directory this is, and checks that it is this broker's.
   *
   * @return null where there is no identity yet: the directory's first start
   */
  static BrokerIdentity readAndCheck(BrokerConfig config, Path path) throws IOException {
    final Path file = path.resolve(FILE);
    if (!Files.exists(file)) {
      refuseForeignFiles(config, path);
      return null;
    }
    final Map<String, String> identity = readFile(file);
    if (!FORMAT_VERSION.equals(identity.get(FORMAT_VERSION_KEY))) {
      throw config.refused(
          KEY,
          "of format version "
              + identity.get(FORMAT_VERSION_KEY)
              + ", but this Rafthold knows "
              + FORMAT_VERSION
              + "; start the one that wrote it");
    }
    refuseOther(config, "cluster", identity.get(CLUSTER_ID_KEY), config.clusterId());
    refuseOther(config, "broker", identity.get(BROKER_ID_KEY), brokerId(config));
    if (!identity.containsKey(DIRECTORY_ID_KEY)) {
      // Written by a version whose directories had no id: it gets one now, and founds what it did.
      return write(config, path);
    }
    return identityOf(identity);
  }

  private static BrokerIdentity identityOf(Map<String, String> identity) {
    return new BrokerIdentity(
        BrokerIdentity.hashOf(identity.get(DIRECTORY_ID_KEY)),
        Stream.of(identity.get(FOUNDERS_KEY).split(",", -1)).map(Integer::valueOf).toList());
  }

  private static Map<String, String> readFile(Path file) {
    try {
      return ChecksummedProperties.read(file);
    } catch (final ChecksummedProperties.CorruptFileException damaged) {
      throw new StartupException(
          file
              + " is damaged: whose data this is cannot be told; restore the file from a backup, or"
              + " start the broker with an empty data.dir",
          damaged);
    } catch (final IOException unreadable) {
      throw new StartupException(
          file + " cannot be read (" + unreadable + "): check its permissions and its disk",
          unreadable);
    }
  }

  private static void refuseOther(BrokerConfig config, String what, String theirs, String ours) {
    if (!ours.equals(theirs)) {
      throw config.refused(
          KEY,
          "the data directory of "
              + what
              + " "
              + theirs
              + ", but this is "
              + what
              + " "
              + ours
              + "; set data.dir to this broker's own, or "
              + what
              + ".id to "
              + theirs);
    }
  }

  private static void refuseForeignFiles(BrokerConfig config, Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      final List<Path> foreign = files.filter(file -> !isOfUnfinishedStart(file)).toList();
      if (!foreign.isEmpty()) {
        throw config.refused(
            KEY,
            "not empty (it holds '"
                + foreign.get(0).getFileName()
                + "') and without "
                + FILE
                + ", so no data directory of Rafthold; choose an empty one");
      }
    }
  }

  private static boolean isOfUnfinishedStart(Path file) {
    final String name = file.getFileName().toString();
    if (!name.equals(DataDirectory.GROUPS)) {
      return HARMLESS.contains(name);
    }
    try (Stream<Path> groups = Files.list(file)) {
      return groups.findAny().isEmpty();
    } catch (final IOException unreadable) {
      return false;
    }
  }

  static DataDirectory.Identity read(Path path) {
    final Path file = path.resolve(FILE);
    if (!Files.exists(file)) {
      throw new ConfigurationException(
          path + " is no data directory: it has no file " + FILE + "; name a broker's data.dir");
    }
    final Map<String, String> identity = readFile(file);
    return new DataDirectory.Identity(
        identity.get(CLUSTER_ID_KEY), Integer.parseInt(identity.get(BROKER_ID_KEY)));
  }

  /** Writes the identity of a directory that has none, and returns it. */
  static BrokerIdentity write(BrokerConfig config, Path path) throws IOException {
    final Map<String, String> identity = new LinkedHashMap<>();
    identity.put(FORMAT_VERSION_KEY, FORMAT_VERSION);
    identity.put(CLUSTER_ID_KEY, config.clusterId());
    identity.put(BROKER_ID_KEY, brokerId(config));
    identity.put(DIRECTORY_ID_KEY, newDirectoryId());
    identity.put(
        FOUNDERS_KEY,
        BrokerIdentity.foundersOf(config).stream()
            .map(id -> Integer.toString(id))
            .collect(Collectors.joining(",")));
    ChecksummedProperties.write(path.resolve(FILE), COMMENT, identity);
    return identityOf(identity);
  }

  private static String newDirectoryId() {
    final byte[] bytes = new byte[DIRECTORY_ID_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String brokerId(BrokerConfig config) {
    return Integer.toString(config.self().id());
  }
}
