package io.rafthold.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.IntHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loses what this broker sends to some of its peers, for tests of partitions that no firewall is
 * needed for. Off unless the system property {@link #PROPERTY} names a file; the file then lists
 * the ids of the peers to which nothing passes, and is read again and again.
 */
final class PeerCut {
  /** Names the file. */
  static final String PROPERTY = "rafthold.test.peers.cut";

  private static final Logger LOG = LoggerFactory.getLogger(PeerCut.class);
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Path file;
  private final IntHashSet cutIds = new IntHashSet();
  private String content = "";
  private long nextNs = Long.MIN_VALUE;

  PeerCut(Path file) {
    this.file = file;
  }

  static PeerCut ofProperty() {
    final String name = System.getProperty(PROPERTY);
    return new PeerCut(name == null ? null : Path.of(name));
  }

  boolean isCut(int brokerId) {
    return file != null && cutIds.contains(brokerId);
  }

  void progress(long nowNs) {
    if (file == null || nowNs < nextNs) {
      return;
    }
    nextNs = nowNs + INTERVAL_NS;
    try {
      final String found = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!found.equals(content)) {
        content = found;
        cutIds.clear();
        for (final String id : found.split("\\s+", -1)) {
          if (!id.isEmpty()) {
            cutIds.add(Integer.parseInt(id));
          }
        }
        LOG.warn("for a test, nothing is sent to brokers [{}]", content);
      }
    } catch (final IOException | NumberFormatException unreadable) {
      LOG.warn("{} cannot be read: nothing changes ({})", file, unreadable.getMessage());
    }
  }
}
