/**
 * Messages between a client and a broker over Aeron UDP: the one package of this module that
 * imports {@code io.aeron}. The broker's transport builds on the same driver, directory, error and
 * offer classes; nothing here is public API for users.
 *
 * <p>Depends on Aeron, Agrona, slf4j and the JDK. Start reading at {@link
 * io.rafthold.client.transport.ClientTransport}, then {@link
 * io.rafthold.client.transport.AeronDriver}.
 */
package io.rafthold.client.transport;
