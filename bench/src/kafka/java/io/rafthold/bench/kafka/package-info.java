/**
 * Kafka as a system of the rig: three brokers in KRaft mode, each a process of Kafka's own jars,
 * and its own clients. In the build with {@code -Pkafka} alone.
 */
package io.rafthold.bench.kafka;
