/**
 * Wiring: configuration, the agents with their threads, and HTTP.
 *
 * <p>The only package with threads. It puts sessions, metadata and partitions together and hands
 * them time, transport and storage; nothing but {@code io.rafthold.cli} leans on it.
 */
package io.rafthold.server;
