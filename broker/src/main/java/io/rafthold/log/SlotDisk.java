package io.rafthold.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes under a {@link TwoSlotFile}: a real file, or one of a disk that forgets. Used by any
 * thread, one at a time.
 */
public interface SlotDisk extends AutoCloseable {
  /**
   * Reads into what remains of a buffer.
   *
   * @param into filled from its position on
   * @param position in the file, in bytes
   * @return bytes read, -1 behind the end
   * @throws IOException where the disk refused
   */
  int read(ByteBuffer into, long position) throws IOException;

  /**
   * Writes some or all of what remains of a buffer.
   *
   * @param from taken from its position on, which is moved
   * @param position in the file, in bytes
   * @throws IOException where the disk refused
   */
  void write(ByteBuffer from, long position) throws IOException;

  /**
   * Forces what was written before to the disk.
   *
   * @throws IOException where the disk refused: what it holds then is not known
   */
  void force() throws IOException;

  /**
   * Tells whether there is room for copies behind the slots.
   *
   * @return false for one that damages nothing behind anybody's back
   */
  default boolean canMirror() {
    return false;
  }

  /**
   * Lets go of the file.
   *
   * @throws IOException where the disk refused
   */
  @Override
  void close() throws IOException;
}
