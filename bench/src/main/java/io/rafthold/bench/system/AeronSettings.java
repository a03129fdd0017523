package io.rafthold.bench.system;

import io.aeron.driver.MediaDriver;
import java.nio.file.Path;

/** Media drivers of the peer as Rafthold's transport sets its own: buffers, window, datagrams. */
final class AeronSettings {
  private static final int SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
  private static final int WINDOW_BYTES = 512 * 1024;
  private static final int TERM_BYTES = 16 * 1024 * 1024;

  /** Cluster and archive have IPC terms of 128 KiB, which take an eighth of that at a time. */
  private static final int MOST_IPC_MTU_BYTES = 16 * 1024;

  private AeronSettings() {}

  static MediaDriver.Context driver(Path directory, int mtuBytes) {
    return new MediaDriver.Context()
        .aeronDirectoryName(directory.toString())
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .termBufferSparseFile(true)
        .publicationTermBufferLength(TERM_BYTES)
        .mtuLength(mtuBytes)
        .ipcMtuLength(Math.min(mtuBytes, MOST_IPC_MTU_BYTES))
        .socketRcvbufLength(SOCKET_BUFFER_BYTES)
        .socketSndbufLength(SOCKET_BUFFER_BYTES)
        .initialWindowLength(WINDOW_BYTES);
  }
}
