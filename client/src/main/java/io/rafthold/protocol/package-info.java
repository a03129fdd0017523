/**
 * What clients and brokers say to each other and what the log stores: the SBE schema's codecs (in
 * {@code codec}, generated), the batch and the record format.
 *
 * <p>Depends on Agrona and the JDK alone. Start reading at {@link io.rafthold.protocol.Batch}.
 */
package io.rafthold.protocol;
