package io.rafthold.log.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeWritesTest {
  private static final int FILE_BYTES = 256 * 1024;
  private static final int POSITION = 12_345;
  private static final int OFFSET = 77;
  private static final int LENGTH = LargeWrites.LEAST_BYTES + 1_001;

  @TempDir private Path directory;

  private final UnsafeBuffer source = new UnsafeBuffer(ByteBuffer.allocateDirect(FILE_BYTES));
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.write(directory.resolve("file"), new byte[FILE_BYTES]);
    for (int position = 0; position < FILE_BYTES; position += Long.BYTES) {
      source.putLong(position, 0x0102030405060708L + position);
    }
  }

  @Test
  void allBytesAreAtTheirPlaceAndNoOthers() throws IOException {
    try (LargeWrites writes = new LargeWrites();
        SegmentMapping mapping = new SegmentMapping(file)) {
      writes.start(file);

      assertThat(writes.tryWrite(POSITION, source, OFFSET, LENGTH)).isTrue();
      assertThat(writes.tryWrite(POSITION + LENGTH + 1, source, 0, LENGTH)).isTrue();

      final byte[] expected = new byte[FILE_BYTES];
      source.getBytes(OFFSET, expected, POSITION, LENGTH);
      source.getBytes(0, expected, POSITION + LENGTH + 1, LENGTH);
      assertThat(Files.readAllBytes(file)).isEqualTo(expected);
      final byte[] mapped = new byte[FILE_BYTES];
      mapping.buffer().getBytes(0, mapped);
      assertThat(mapped).isEqualTo(expected);
    }
  }

  @Test
  void whatItDoesNotTakeIsLeftAlone() throws IOException {
    final LargeWrites writes = new LargeWrites();
    assertThat(writes.tryWrite(0, source, 0, LENGTH)).as("no file yet").isFalse();
    writes.start(file);
    assertThat(writes.tryWrite(0, source, 0, LargeWrites.LEAST_BYTES - 1)).isFalse();
    assertThat(writes.tryWrite(0, new UnsafeBuffer(new byte[LENGTH]), 0, LENGTH)).isFalse();
    writes.close();
    assertThat(writes.tryWrite(0, source, 0, LENGTH)).as("closed").isFalse();
    assertThat(Files.readAllBytes(file)).isEqualTo(new byte[FILE_BYTES]);
  }

  @Test
  void aFileThatCannotBeOpenedIsNotTriedAgain() throws IOException {
    try (LargeWrites writes = new LargeWrites()) {
      final Path missing = directory.resolve("missing");
      writes.start(missing);
      assertThat(writes.tryWrite(0, source, 0, LENGTH)).isFalse();
      Files.write(missing, new byte[FILE_BYTES]);
      assertThat(writes.tryWrite(0, source, 0, LENGTH)).isFalse();
    }
  }

  @Test
  void aWriteThatFailsIsTheLast() {
    final Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "/dev/full");
    try (LargeWrites writes = new LargeWrites()) {
      writes.start(full);
      assertThat(writes.tryWrite(0, source, 0, LENGTH)).isFalse();
      writes.start(file);
      assertThat(writes.tryWrite(0, source, 0, LENGTH)).isFalse();
    }
  }
}
