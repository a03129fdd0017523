package io.rafthold.partition;

import io.rafthold.protocol.Checksum;
import io.rafthold.raft.MembershipLog;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What held where a log starts, or may start, as the file and followers get it: encoded, with what
 * is asked of it often. Made where nobody waits, since that takes as long as the state is large.
 * Immutable.
 */
final class LogStart {
  private final StartState head;
  private final byte[] encoded;
  private final int crc;

  private LogStart(StartState head, byte[] encoded, int crc) {
    this.head = head;
    this.encoded = encoded;
    this.crc = crc;
  }

  /**
   * Takes over a state.
   *
   * @param encoded the same; not changed any more
   */
  static LogStart of(StartState state, byte[] encoded) {
    return new LogStart(
        state.withoutTables(),
        encoded,
        Checksum.crc32c(new UnsafeBuffer(encoded), 0, encoded.length));
  }

  /** Returns the index of the entry before the start. */
  long index() {
    return head.index();
  }

  /** Returns that entry's timestamp. */
  long timestampNs() {
    return head.timestampNs();
  }

  /** Returns the membership that held there. */
  MembershipLog memberships() {
    return head.memberships();
  }

  /** Returns the state as it goes to the file and to followers; not to be changed. */
  byte[] encoded() {
    return encoded;
  }

  /** Returns the CRC32C of {@link #encoded}. */
  int crc() {
    return crc;
  }

  /** Decodes the whole state, which takes as long as it is large: a new one for each caller. */
  StartState decode(StateDecoder decoder) {
    return decoder.decode(encoded, "state behind entry " + index());
  }
}
