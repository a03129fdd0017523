/**
 * Client sessions: requests in, acknowledgements and records out. Clients are seen through {@link
 * io.rafthold.session.ClientLink}; partitions through {@code io.rafthold.partition}.
 */
package io.rafthold.session;
