package io.rafthold.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A file of the file system. */
final class FileSlotDisk implements SlotDisk {
  private final FileChannel channel;

  private FileSlotDisk(FileChannel channel) {
    this.channel = channel;
  }

  static FileSlotDisk open(Path file, OpenOption... options) throws IOException {
    return new FileSlotDisk(FileChannel.open(file, options));
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return channel.read(into, position);
  }

  @Override
  public void write(ByteBuffer from, long position) throws IOException {
    channel.write(from, position);
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public boolean canMirror() {
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
