package io.rafthold.client;

import java.util.Objects;

/**
 * How a {@link Tailer} reads.
 *
 * @param start where it begins
 * @param readFrom which replica
 * @param bufferBytes of batches that wait to be polled, 64 KiB or more
 * @param poisonsBuffers whether to overwrite each record when its handler has returned, so that a
 *     handler that keeps a buffer is found out; costs time
 */
public record TailerSettings(
    Start start, ReadFrom readFrom, int bufferBytes, boolean poisonsBuffers) {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /**
   * Checks all settings.
   *
   * @throws InvalidSettingsException naming all that is wrong
   */
  public TailerSettings {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(readFrom, "readFrom");
    new SettingsCheck().within("bufferBytes", bufferBytes, 64 * KIB, 256 * MIB).throwIfBad();
  }

  /**
   * Reads from the leader, with a buffer of 4 MiB.
   *
   * @param start where it begins
   */
  public TailerSettings(Start start) {
    this(start, ReadFrom.leader(), 4 * MIB, false);
  }

  /**
   * Returns the same with another replica to read from.
   *
   * @param choice which
   */
  public TailerSettings withReadFrom(ReadFrom choice) {
    return new TailerSettings(start, choice, bufferBytes, poisonsBuffers);
  }

  /**
   * Returns the same with another buffer.
   *
   * @param bytes of batches that wait to be polled
   */
  public TailerSettings withBufferBytes(int bytes) {
    return new TailerSettings(start, readFrom, bytes, poisonsBuffers);
  }

  /**
   * Returns the same with buffers poisoned or not.
   *
   * @param poisons whether to overwrite each record when its handler has returned
   */
  public TailerSettings withPoisonsBuffers(boolean poisons) {
    return new TailerSettings(start, readFrom, bufferBytes, poisons);
  }
}
