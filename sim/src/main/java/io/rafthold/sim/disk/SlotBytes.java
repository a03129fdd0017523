package io.rafthold.sim.disk;

import io.rafthold.sim.SimRandom;
import java.util.Arrays;

/** A small file of slots and what they name: what the page cache holds, and what was forced. */
final class SlotBytes {
  static final int LENGTH = 8_192;

  private byte[] cached = new byte[LENGTH];
  private byte[] forced = new byte[LENGTH];
  private int length;
  private boolean isForced;

  int length() {
    return length;
  }

  byte[] bytes() {
    return cached;
  }

  /** Makes room up to an end. */
  void reserve(int end) {
    if (end > cached.length) {
      final int capacity = (end / LENGTH + 1) * LENGTH;
      cached = Arrays.copyOf(cached, capacity);
      forced = Arrays.copyOf(forced, capacity);
    }
  }

  void written(int end) {
    length = Math.max(length, end);
  }

  void force() {
    System.arraycopy(cached, 0, forced, 0, length);
    isForced = true;
  }

  /** Returns false where the file is gone: it is made whole, by a rename, or not at all. */
  boolean losePower(SimRandom random) {
    if (!isForced) {
      return false;
    }
    for (int at = 0; at < length; at += LENGTH / 2) {
      // What lies within one page, as a slot does, is there as a whole or not.
      if (random.below(2) == 0) {
        System.arraycopy(forced, at, cached, at, LENGTH / 2);
      }
    }
    force();
    return true;
  }
}
