package io.rafthold.log.chronicle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.Checksum;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorFileTest {
  private static final int BASE_INDEX_OFFSET = 24;

  @TempDir Path directory;

  @Test
  void whatWasWrittenIsRead() throws Exception {
    final SegmentDescriptor written = new SegmentDescriptor(3, 100, 50, 2);
    DescriptorFile.write(directory, 5, written);
    assertThat(DescriptorFile.read(directory, 5, 3)).isEqualTo(written);
  }

  @Test
  void valuesThatCannotBeAreDamageAlsoUnderASoundCrc() throws Exception {
    DescriptorFile.write(directory, 5, new SegmentDescriptor(3, 100, 50, 2));
    final Path file = directory.resolve(DescriptorFile.FILE_NAME);
    final UnsafeBuffer content = new UnsafeBuffer(Files.readAllBytes(file));
    content.putLong(BASE_INDEX_OFFSET, -7, LITTLE_ENDIAN);
    content.putInt(0, Checksum.crc32c(content, 4, content.capacity() - 4), LITTLE_ENDIAN);
    Files.write(file, content.byteArray());
    assertThatThrownBy(() -> DescriptorFile.read(directory, 5, 3))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("its descriptor: segment 3 cannot start at index -7");
  }
}
