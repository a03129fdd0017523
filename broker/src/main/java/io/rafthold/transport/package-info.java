/**
 * Messages between brokers and from their clients over Aeron UDP: the one package of this module
 * that imports {@code io.aeron}. It implements the ports {@link io.rafthold.partition.PeerLink} and
 * {@link io.rafthold.session.ClientLink}; what it shares with the client's transport lies there, in
 * {@code io.rafthold.client.transport}.
 *
 * <p>Start reading at {@link io.rafthold.transport.BrokerTransport}.
 */
package io.rafthold.transport;
