package io.rafthold.metadata;

/**
 * A member of a consumer group. Immutable.
 *
 * @param id random, not 0
 * @param joinToken of the wish that made it a member; 0 where that had none
 * @param sessionTimeoutMs after so long a silence it is removed
 * @param clientName for operators
 */
public record GroupMember(long id, long joinToken, int sessionTimeoutMs, String clientName) {
  /** Stands for nobody where a member's id is told. */
  public static final long NOBODY = 0;
}
