package io.rafthold.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A page cache over a disk. */
final class CachedDisk implements SlotDisk {
  private byte[] cached = new byte[0];
  private byte[] forced = new byte[0];
  private boolean refusesToForce;

  @Override
  public int read(ByteBuffer into, long position) {
    final int count = (int) Math.min(into.remaining(), cached.length - position);
    if (count <= 0) {
      return -1;
    }
    into.put(cached, (int) position, count);
    return count;
  }

  @Override
  public void write(ByteBuffer from, long position) {
    final int end = (int) position + from.remaining();
    cached = Arrays.copyOf(cached, Math.max(end, cached.length));
    from.get(cached, (int) position, from.remaining());
  }

  @Override
  public void force() {
    if (!refusesToForce) {
      forced = cached.clone();
    }
  }

  /** From now on what is written stays in the cache, or does not any more. */
  void refuseToForce(boolean refuses) {
    refusesToForce = refuses;
  }

  void losePower() {
    cached = forced.clone();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
