package io.rafthold.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers across starts how the last run ended. A run that ended without a mark, on a machine
 * that has been started anew since, may have lost what it had not flushed: it must not vote or
 * count before it has caught up again (the rejoin rule, which no replica follows yet: see the
 * README's limits). That stays so over further starts, until {@link #rejoined}.
 */
final class RunMark {
  private static final String COMMENT = "How the last run of this Rafthold broker ended";
  private static final String BOOT_ID = "boot.id";
  private static final String CLEAN = "clean";
  private static final String MAY_HAVE_FORGOTTEN = "may.have.forgotten";

  private final Path file;
  private final String bootId;
  private boolean mayHaveForgotten;

  private RunMark(Path file, String bootId, boolean mayHaveForgotten) {
    this.file = file;
    this.bootId = bootId;
    this.mayHaveForgotten = mayHaveForgotten;
  }

  /** Reads how the last run ended, and records that one is under way. */
  static RunMark begin(Path file, String bootId, boolean isFirstStart) throws IOException {
    final RunMark mark = new RunMark(file, bootId, !isFirstStart && isSuspect(file, bootId));
    mark.write(false);
    return mark;
  }

  boolean mayHaveForgotten() {
    return mayHaveForgotten;
  }

  void rejoined() {
    mayHaveForgotten = false;
    writeUnchecked(false);
  }

  void endCleanly() {
    writeUnchecked(true);
  }

  private static boolean isSuspect(Path file, String bootId) throws IOException {
    if (!Files.exists(file)) {
      return true;
    }
    final Map<String, String> last;
    try {
      last = ChecksummedProperties.read(file);
    } catch (final ChecksummedProperties.CorruptFileException unreadable) {
      return true;
    }
    final boolean sameBoot =
        bootId.equals(last.get(BOOT_ID)) && !MachineBoot.UNKNOWN.equals(bootId);
    final boolean lostItsPages = !sameBoot && !Boolean.parseBoolean(last.get(CLEAN));
    return lostItsPages || Boolean.parseBoolean(last.get(MAY_HAVE_FORGOTTEN));
  }

  private void writeUnchecked(boolean clean) {
    try {
      write(clean);
    } catch (final IOException failure) {
      throw new UncheckedIOException(file + " could not be written: check the disk", failure);
    }
  }

  private void write(boolean clean) throws IOException {
    final Map<String, String> values = new LinkedHashMap<>();
    values.put(BOOT_ID, bootId);
    values.put(CLEAN, Boolean.toString(clean));
    values.put(MAY_HAVE_FORGOTTEN, Boolean.toString(mayHaveForgotten));
    ChecksummedProperties.write(file, COMMENT, values);
  }
}
