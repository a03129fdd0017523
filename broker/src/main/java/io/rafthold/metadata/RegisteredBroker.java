package io.rafthold.metadata;

import java.util.Objects;

/**
 * A broker as group 0 knows it. Immutable.
 *
 * @param member its id and addresses
 * @param directoryHash 32 bits of its data directory's id, or {@link #NOT_HEARD}
 */
public record RegisteredBroker(ClusterMember member, int directoryHash) {
  /** The directory hash of a broker that was added and has not been heard yet. */
  public static final int NOT_HEARD = 0;

  /** Refuses a registration without an address. */
  public RegisteredBroker {
    Objects.requireNonNull(member, "member");
  }

  /** Returns the broker's id. */
  public int id() {
    return member.id();
  }

  /** Tells whether the broker was heard since it was added. */
  public boolean isHeard() {
    return directoryHash != NOT_HEARD;
  }
}
