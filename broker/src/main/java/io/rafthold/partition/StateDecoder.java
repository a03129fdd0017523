package io.rafthold.partition;

import io.rafthold.log.LogDamageException;

/**
 * Turns bytes of files and messages into states, as one broker sees them.
 *
 * @param selfId the broker that looks
 * @param limits by which its tables forget producers
 */
record StateDecoder(int selfId, ProducerLimits limits) {
  /**
   * Decodes a state, whatever the bytes are.
   *
   * @param name of file or message, for the error
   * @throws LogDamageException where the bytes cannot be made out
   */
  StartState decode(byte[] bytes, String name) {
    return StartState.decode(bytes, selfId, limits, name);
  }

  /** Returns tables that know of nothing. */
  DerivedTables blankTables() {
    return new DerivedTables(limits);
  }
}
