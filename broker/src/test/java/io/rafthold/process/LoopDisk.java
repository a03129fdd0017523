package io.rafthold.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system in a file, mounted by a loop device, whose power can be cut: whatever was not
 * forced to it is gone then, mapped pages too. Needs root, mount and xfs_io.
 */
final class LoopDisk implements AutoCloseable {
  private final Path image;
  private final Path mountPoint;
  private boolean isMounted;

  /**
   * Makes the file system and mounts it.
   *
   * @param image is made; takes room as it is written to
   * @param mountPoint an empty directory, made where it is missing
   * @param bytes at least 300 MiB for XFS
   */
  LoopDisk(Path image, Path mountPoint, DiskKind kind, long bytes) {
    this.image = image;
    this.mountPoint = mountPoint;
    try {
      Files.createDirectories(mountPoint);
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(bytes);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    Tool.run(kind.make(image));
    mount();
  }

  Path mountPoint() {
    return mountPoint;
  }

  void mount() {
    Tool.run(List.of("mount", "-o", "loop", image.toString(), mountPoint.toString()));
    isMounted = true;
  }

  /** Begins to cut the power; nothing is written from some moment before the returned tool ends. */
  Tool cut() {
    // Without -f, what stands in the journal alone is lost too.
    return Tool.start(List.of("xfs_io", "-x", "-c", "shutdown", mountPoint.toString()));
  }

  /** Takes it out; the processes that used it are gone. */
  void unmount() {
    Tool.run(List.of("umount", mountPoint.toString()));
    isMounted = false;
  }

  /** Unmounts, even what is in use still; the image stays. */
  @Override
  public void close() {
    if (isMounted && !Tool.start(List.of("umount", mountPoint.toString())).succeeds()) {
      // The device goes with the last process that holds a file open.
      Tool.run(List.of("umount", "-l", mountPoint.toString()));
    }
    isMounted = false;
  }
}
