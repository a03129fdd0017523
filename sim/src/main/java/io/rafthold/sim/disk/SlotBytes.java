package io.rafthold.sim.disk;

import io.rafthold.sim.SimRandom;

/** A small file of two slots: what the page cache holds, and what was forced. */
final class SlotBytes {
  static final int LENGTH = 8_192;

  private final byte[] cached = new byte[LENGTH];
  private final byte[] forced = new byte[LENGTH];
  private int length;
  private boolean isForced;

  int length() {
    return length;
  }

  byte[] bytes() {
    return cached;
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
      // One slot is one sector: it is there as a whole or not.
      if (random.below(2) == 0) {
        System.arraycopy(forced, at, cached, at, LENGTH / 2);
      }
    }
    force();
    return true;
  }
}
