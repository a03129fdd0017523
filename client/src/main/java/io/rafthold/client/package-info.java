/**
 * The public API: what an application needs to produce and consume records. Start reading at {@link
 * io.rafthold.client.RaftholdClient}. What is public here is the API, and nothing else of the
 * module is; all other classes are free to change.
 *
 * <p>Inside, {@code ClientCore} is one duty cycle over everything that one thread owns: links,
 * connections, what is known of the cluster, requests, and the partitions of producers and
 * consumers. User threads hand over through {@code SendQueue} (records, under a short lock),
 * commands (everything else) and futures. Read {@code ClientCore}, then {@code ProducerPartition}
 * and {@code Subscription}.
 *
 * <p>The package leans on {@code io.rafthold.protocol} and never on the broker; only {@code
 * AeronLinks} knows the transport.
 */
package io.rafthold.client;
