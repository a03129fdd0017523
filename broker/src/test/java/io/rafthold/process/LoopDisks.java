package io.rafthold.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop-mounted disks of a test: none of them outlives it, whether it fails or its JVM is ended.
 * Where the machine has none, the test is skipped and says why. To be registered before the {@link
 * Processes} that use the disks, so that those are gone first.
 */
final class LoopDisks implements BeforeEachCallback, AfterEachCallback {
  private static final Logger LOG = LoggerFactory.getLogger(LoopDisks.class);
  private static final long PROBE_BYTES = 8 << 20;

  private final List<LoopDisk> disks = new ArrayList<>();
  private final List<String> tools;
  private Thread atExit;

  /** Tells which commands the test needs beside those that every disk does. */
  LoopDisks(String... tools) {
    this.tools = List.of(tools);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    final String reason = missing();
    if (reason != null) {
      LOG.warn("{} is skipped: {}", context.getDisplayName(), reason);
      throw new TestAbortedException(reason);
    }
    atExit = new Thread(this::closeAll, "loop-disks-at-exit");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Says why no disk can be mounted here; null where one can. */
  private String missing() throws Exception {
    for (final String tool : List.of("mount", "umount", "mkfs.ext4")) {
      if (!Tool.exists(tool)) {
        return "there is no " + tool + " here";
      }
    }
    for (final String tool : tools) {
      if (!Tool.exists(tool)) {
        return "there is no " + tool + " here; Debian has mkfs.xfs and xfs_io in xfsprogs";
      }
    }
    final Path probe = Files.createTempDirectory("loop-probe");
    final Path image = probe.resolve("image");
    final Path mountPoint = probe.resolve("disk");
    try {
      new LoopDisk(image, mountPoint, DiskKind.EXT4, PROBE_BYTES).close();
      return null;
    } catch (final AssertionError refused) {
      return "loop devices cannot be mounted here: " + refused.getMessage();
    } finally {
      Files.deleteIfExists(image);
      Files.deleteIfExists(mountPoint);
      Files.delete(probe);
    }
  }

  /** Makes a disk and mounts it. */
  LoopDisk mount(Path image, Path mountPoint, DiskKind kind, long bytes) {
    final LoopDisk disk = new LoopDisk(image, mountPoint, kind, bytes);
    synchronized (disks) {
      disks.add(disk);
    }
    return disk;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    closeAll();
    if (atExit != null) {
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  private void closeAll() {
    synchronized (disks) {
      disks.forEach(LoopDisk::close);
      disks.clear();
    }
  }
}
