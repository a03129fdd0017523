package io.rafthold.client;

/**
 * A member of a consumer group.
 *
 * @param memberId given by the cluster, never 0
 * @param sessionTimeoutMs after so long a silence it is removed
 * @param clientName as its client was built with
 */
public record GroupMemberInfo(long memberId, int sessionTimeoutMs, String clientName) {}
