package io.rafthold.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Keeps a directory to one process. The kernel drops the lock with the process, however it ends;
 * the file says who holds it, for the message to whoever comes second.
 */
final class DirectoryLock implements AutoCloseable {
  private static final int MAX_HOLDER_BYTES = 1024;

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws StartupException where another process, or this one, holds it
   */
  static DirectoryLock acquire(Path file, String bootId) throws IOException {
    final FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!tryLock(channel)) {
        throw new StartupException(
            file.getParent()
                + " is in use by another broker ("
                + holder(channel)
                + "): stop that one, or choose another data.dir");
      }
      writeHolder(channel, bootId);
      return new DirectoryLock(channel);
    } catch (final IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  /**
   * Tells a reader that a broker uses the directory. Changes nothing.
   *
   * @throws StartupException where one does
   */
  static void refuseIfHeld(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (!tryLock(channel)) {
        throw new StartupException(
            file.getParent() + " is in use by a broker (" + holder(channel) + "): stop it first");
      }
    } catch (final IOException unreadable) {
      throw new StartupException(
          file + " cannot be read (" + unreadable + "): check its permissions", unreadable);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      final FileLock lock = channel.tryLock();
      return lock != null;
    } catch (final OverlappingFileLockException ours) {
      return false;
    }
  }

  private static void writeHolder(FileChannel channel, String bootId) throws IOException {
    final ProcessHandle process = ProcessHandle.current();
    final String holder =
        "pid "
            + process.pid()
            + ", started "
            + process.info().startInstant().map(Instant::toString).orElse("unknown")
            + ", boot "
            + bootId;
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static String holder(FileChannel channel) throws IOException {
    final ByteBuffer bytes = ByteBuffer.allocate(MAX_HOLDER_BYTES);
    channel.read(bytes, 0);
    bytes.flip();
    return bytes.hasRemaining() ? StandardCharsets.UTF_8.decode(bytes).toString() : "unknown";
  }
}
