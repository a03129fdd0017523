package io.rafthold.server;

/**
 * How the threads of a broker that stay awake are laid out.
 *
 * @param profile how many they are, and what they do without work
 * @param cpus where they run
 */
public record BrokerThreads(ThreadProfile profile, ThreadCpus cpus) {}
