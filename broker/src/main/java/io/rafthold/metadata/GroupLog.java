package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** The log of group 0, as seen by whoever coordinates consumer groups. */
interface GroupLog {
  /** Tells whether this broker leads the group, or believes so. */
  boolean isLeader();

  /** Returns the term. */
  long term();

  /** Tells whether this broker leads, and the state shows all that was committed. */
  boolean isInCharge();

  /**
   * Returns {@code OK} where this broker leads and the state shows all that earlier leaders
   * committed, so that it may be told; else why not.
   */
  ErrorCode readiness();

  /**
   * Proposes an entry.
   *
   * @param body is not changed any more
   * @param ended runs exactly once, perhaps at once: with what applying it returned, or {@code
   *     NO_QUORUM} where that is not known here, or why nothing was appended
   */
  void propose(DirectBuffer body, Consumer<ErrorCode> ended, long epochNs);

  /** See {@link MetadataGroup#confirm}. */
  void confirm(Consumer<ErrorCode> action);
}
