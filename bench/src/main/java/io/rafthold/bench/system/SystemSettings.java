package io.rafthold.bench.system;

import java.nio.file.Path;
import java.util.List;

/**
 * What the systems of a comparison have in common.
 *
 * @param mtuBytes largest datagram, a multiple of 32; what runs on loopback by a library of its own
 *     may have another one, and says so
 * @param directory where files go for a while
 * @param brokerSettings {@code key=value} for Rafthold's brokers
 */
public record SystemSettings(int mtuBytes, Path directory, List<String> brokerSettings) {}
