package io.rafthold.log.chronicle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.Checksum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A segment's descriptor file; a first byte that is odd has the CRC mended. */
public final class DescriptorTarget implements FuzzTarget {
  private static final int GROUP_ID = 5;
  private static final int ORDINAL = 3;

  private final Path directory;

  /** Makes a directory for the file. */
  public DescriptorTarget() throws IOException {
    directory = Files.createTempDirectory("rafthold-fuzz");
  }

  @Override
  public void feed(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    final byte[] content = Arrays.copyOfRange(input, 1, input.length);
    if ((input[0] & 1) != 0 && content.length >= Integer.BYTES) {
      final UnsafeBuffer buffer = new UnsafeBuffer(content);
      buffer.putInt(0, Checksum.crc32c(buffer, 4, content.length - 4), LITTLE_ENDIAN);
    }
    Files.write(directory.resolve(DescriptorFile.FILE_NAME), content);
    try {
      DescriptorFile.read(directory, GROUP_ID, ORDINAL);
    } catch (LogDamageException damage) {
      // As it should be.
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(seed(0, false), seed(1, false), seed(1, true));
  }

  private byte[] seed(int flag, boolean isStart) {
    try {
      DescriptorFile.write(
          directory, GROUP_ID, new SegmentDescriptor(ORDINAL, 100, 50, 2, isStart, 0));
      final byte[] content = Files.readAllBytes(directory.resolve(DescriptorFile.FILE_NAME));
      final byte[] input = new byte[content.length + 1];
      input[0] = (byte) flag;
      System.arraycopy(content, 0, input, 1, content.length);
      return input;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(directory.resolve(DescriptorFile.FILE_NAME));
    Files.delete(directory);
  }
}
