package io.rafthold.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Remembers across starts how the last run ended. A run that ended without a mark, on a machine
 * that has been started anew since, may have lost what it had not flushed, and so may one in which
 * a flush failed: its replicas must not vote or count before they have caught up again (the rejoin
 * rule). Each such stop gets a name, which stays over further starts, so that each replica can tell
 * whether it knows of it.
 */
final class RunMark {
  private static final String COMMENT = "How the last run of this Rafthold broker ended";
  private static final String BOOT_ID = "boot.id";
  private static final String CLEAN = "clean";
  private static final String UNCLEAN_STOP = "unclean.stop";

  /** A flush failed in the last run: as if the power had gone away. */
  private static final String FLUSH_FAILED = "flush.failed";

  /** How files of before stops had names said that the last one had not been dealt with. */
  private static final String MAY_HAVE_FORGOTTEN = "may.have.forgotten";

  private final Path file;
  private final String bootId;
  private final long uncleanStop;

  private RunMark(Path file, String bootId, long uncleanStop) {
    this.file = file;
    this.bootId = bootId;
    this.uncleanStop = uncleanStop;
  }

  /** Reads how the last run ended, and records that one is under way. */
  static RunMark begin(Path file, String bootId, boolean isFirstStart) throws IOException {
    final RunMark mark =
        new RunMark(file, bootId, isFirstStart ? 0 : lastUncleanStop(file, bootId));
    mark.write(false, false);
    return mark;
  }

  /** Begins a run behind one that ended with a failed flush and could not say so in the file. */
  static RunMark beginUncleanly(Path file, String bootId) throws IOException {
    final RunMark mark = new RunMark(file, bootId, newName());
    mark.write(false, false);
    return mark;
  }

  /** Returns the name of the last stop that may have cost what was not flushed; 0 for none. */
  long uncleanStop() {
    return uncleanStop;
  }

  void endCleanly() {
    try {
      write(true, false);
    } catch (final IOException failure) {
      throw new UncheckedIOException(file + " could not be written: check the disk", failure);
    }
  }

  /** Notes that a flush has failed, while the process still can. */
  void endWithFailedFlush() throws IOException {
    write(false, true);
  }

  private static long lastUncleanStop(Path file, String bootId) throws IOException {
    if (!Files.exists(file)) {
      return newName();
    }
    final Map<String, String> last;
    try {
      last = ChecksummedProperties.read(file);
    } catch (final ChecksummedProperties.CorruptFileException unreadable) {
      return newName();
    }
    final boolean sameBoot =
        bootId.equals(last.get(BOOT_ID)) && !MachineBoot.UNKNOWN.equals(bootId);
    final boolean lostItsPages = !sameBoot && !Boolean.parseBoolean(last.get(CLEAN));
    if (lostItsPages
        || Boolean.parseBoolean(last.get(FLUSH_FAILED))
        || Boolean.parseBoolean(last.get(MAY_HAVE_FORGOTTEN))) {
      return newName();
    }
    return Long.parseLong(last.getOrDefault(UNCLEAN_STOP, "0"));
  }

  /** A name that was hardly ever used before, whatever is left of the file that knew. */
  private static long newName() {
    return (UUID.randomUUID().getMostSignificantBits() >>> 1) | 1;
  }

  private void write(boolean clean, boolean flushFailed) throws IOException {
    final Map<String, String> values = new LinkedHashMap<>();
    values.put(BOOT_ID, bootId);
    values.put(CLEAN, Boolean.toString(clean));
    values.put(UNCLEAN_STOP, Long.toString(uncleanStop));
    if (flushFailed) {
      values.put(FLUSH_FAILED, "true");
    }
    ChecksummedProperties.write(file, COMMENT, values);
  }
}
