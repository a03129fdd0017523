package io.rafthold.bench.floor;

import io.rafthold.bench.rig.FloorResult;
import io.rafthold.client.transport.DriverThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** All floors, one after the other. */
public final class Floors {
  private final Path directory;
  private final int sizeBytes;
  private final int mtuBytes;
  private final int repetitions;

  /**
   * Prepares them.
   *
   * @param directory where files are made for a while: on the disk that counts
   * @param sizeBytes of a message, 16 or more
   * @param mtuBytes largest datagram
   * @param repetitions of a round trip; appends and reads are ten times as many, forces a tenth
   */
  public Floors(Path directory, int sizeBytes, int mtuBytes, int repetitions) {
    this.directory = directory;
    this.sizeBytes = sizeBytes;
    this.mtuBytes = mtuBytes;
    this.repetitions = repetitions;
  }

  /** Measures all. */
  public List<FloorResult> measure() throws IOException {
    final ChronicleFloor chronicle = new ChronicleFloor(directory, sizeBytes, 10L * repetitions);
    final ForceFloor force = new ForceFloor(directory, Math.max(1, repetitions / 10));
    return List.of(
        new AeronFloor(DriverThreads.INVOKED, mtuBytes, sizeBytes, repetitions).measure(),
        new AeronFloor(DriverThreads.SHARED, mtuBytes, sizeBytes, repetitions).measure(),
        chronicle.append(),
        chronicle.read(),
        force.appended(),
        force.preallocated());
  }

  /**
   * Returns what a force of a preallocated file takes at the median.
   *
   * @param results of {@link #measure}
   * @return microseconds
   */
  public static OptionalDouble forceUs(List<FloorResult> results) {
    return results.stream()
        .filter(result -> result.name().equals(ForceFloor.PREALLOCATED))
        .mapToDouble(result -> result.latencies().atPercentileUs(50))
        .findFirst();
  }

  /**
   * Returns raw sequential reads a second.
   *
   * @param results of {@link #measure}
   * @return messages a second
   */
  public static OptionalDouble readsPerSecond(List<FloorResult> results) {
    return results.stream()
        .filter(result -> result.name().equals(ChronicleFloor.READ))
        .mapToDouble(FloorResult::perSecond)
        .findFirst();
  }
}
