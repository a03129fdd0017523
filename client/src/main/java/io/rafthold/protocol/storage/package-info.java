/**
 * What of a broker's data directory is read by more than the broker: the names of its files, the
 * frames of a segment's file, a segment's descriptor and a replica's published position. All of it
 * is in docs/storage-format.md, byte by byte.
 *
 * <p>Depends on {@code io.rafthold.protocol}, Agrona and the JDK alone: no file is opened here.
 * Start reading at {@link io.rafthold.protocol.storage.DataLayout}.
 */
package io.rafthold.protocol.storage;
