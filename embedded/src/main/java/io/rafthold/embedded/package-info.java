/**
 * Brokers inside the process that uses them: for unit tests of what is built on Rafthold, and for
 * trying things out. Start reading at {@link io.rafthold.embedded.EmbeddedCluster}; {@link
 * io.rafthold.embedded.EmbeddedBroker} is a cluster of one, and {@code
 * io.rafthold.embedded.junit.RaftholdExtension} gives either to JUnit tests.
 *
 * <p>They are the production brokers, with real files and real Aeron streams on loopback, in
 * temporary directories and on ports that nobody else uses. The JVM needs the flags of {@code
 * config/jvm.options}; without them a start names the missing ones.
 *
 * <p>The package leans on {@code io.rafthold.server} and {@code io.rafthold.client}; of the project
 * only examples and tests lean on it.
 */
package io.rafthold.embedded;
