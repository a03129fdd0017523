package io.rafthold.log.chronicle;

import io.rafthold.log.StateFile;
import io.rafthold.log.StateWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces the state in a segment's directory, in slices that are forced one by one. Each attempt
 * writes to a fresh file: what an earlier one has left is not written over.
 */
final class StateFileWrite implements StateWrite {
  /** Most bytes of a step. */
  static final int SLICE_BYTES = 4 * 1024 * 1024;

  private final Path file;
  private final Path made;
  private final int groupId;
  private final byte[] content;
  private ByteBuffer bytes;
  private FileChannel channel;
  private boolean isDone;
  private boolean isGone;

  StateFileWrite(Path directory, int groupId, byte[] content) {
    file = directory.resolve(StateFiles.FILE_NAME);
    made = directory.resolve(StateFiles.NEW_NAME);
    this.groupId = groupId;
    this.content = content;
  }

  /** Tells whether the segment's directory was not there any more. */
  boolean isGone() {
    return isGone;
  }

  @Override
  public long step() {
    if (isDone) {
      return 0;
    }
    try {
      if (channel == null) {
        begin();
      }
      final int from = bytes.position();
      bytes.limit(Math.min(bytes.capacity(), from + SLICE_BYTES));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      Directories.force(channel, made);
      if (bytes.limit() == bytes.capacity()) {
        finish();
      }
      return (long) bytes.position() - from;
    } catch (NoSuchFileException e) {
      close();
      isGone = true;
      isDone = true;
      return 0;
    } catch (IOException e) {
      close();
      throw QueueWriter.failure("write", file, e);
    }
  }

  private void begin() throws IOException {
    bytes = ByteBuffer.wrap(StateFile.seal(groupId, content));
    Files.deleteIfExists(made);
    channel = FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void finish() throws IOException {
    channel.close();
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    isDone = true;
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
        if (!isDone) {
          Files.deleteIfExists(made);
        }
      } catch (IOException e) {
        throw QueueWriter.failure("close", made, e);
      } finally {
        channel = null;
        bytes = null;
      }
    }
  }
}
