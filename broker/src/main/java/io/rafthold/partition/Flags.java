package io.rafthold.partition;

import io.rafthold.protocol.codec.BooleanType;

/** Yes and no on the wire. */
final class Flags {
  private Flags() {}

  static BooleanType code(boolean isSet) {
    return isSet ? BooleanType.YES : BooleanType.NO;
  }

  static boolean isSet(BooleanType code) {
    return code == BooleanType.YES;
  }
}
