package io.rafthold.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a stream line by line, as bytes. A line ends with a line feed, the last one also without.
 */
final class LineReader {
  /** Longest line: far beyond any record, so that memory stays bounded whatever comes in. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  private final InputStream input;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private long lineNumber;

  /**
   * Reads from a stream, which the caller closes.
   *
   * @param input bytes
   */
  LineReader(InputStream input) {
    this.input = input;
  }

  /**
   * Reads the next line.
   *
   * @return without its end; null at the end of the input
   * @throws IOException where the stream cannot be read
   */
  byte[] next() throws IOException {
    begun.reset();
    while (true) {
      for (int i = position; i < limit; i++) {
        if (buffer[i] == '\n') {
          begun.write(buffer, position, i - position);
          position = i + 1;
          return complete();
        }
      }
      begun.write(buffer, position, limit - position);
      if (begun.size() > MAX_LINE_BYTES) {
        throw new CommandException(
            ExitCodes.FAILURE,
            "line "
                + (lineNumber + 1)
                + ": longer than "
                + MAX_LINE_BYTES
                + " bytes; no record is that large: is this a text file?");
      }
      position = 0;
      limit = Math.max(0, input.read(buffer));
      if (limit == 0) {
        return begun.size() == 0 ? null : complete();
      }
    }
  }

  /**
   * Returns the number of the line that was read last.
   *
   * @return from 1; 0 before the first
   */
  long lineNumber() {
    return lineNumber;
  }

  private byte[] complete() {
    lineNumber++;
    return begun.toByteArray();
  }
}
