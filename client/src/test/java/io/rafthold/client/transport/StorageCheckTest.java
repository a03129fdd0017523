package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageCheckTest {
  private static final long MIB = 1L << 20;

  @Test
  void threeTermsAStreamAndTheDriversOwnAreNeeded() {
    assertThat(StorageCheck.requiredBytes(4, 16 * 1024 * 1024)).isEqualTo((32 + 4 * 48) * MIB);
  }

  @Test
  void tooLittleSpaceIsToldWithFiguresAndRemedy() {
    final Path directory = Path.of("/dev/shm/somewhere");
    assertThatThrownBy(() -> StorageCheck.require(directory, 64 * MIB, 224 * MIB))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("/dev/shm/somewhere needs 224 MiB")
        .hasMessageContaining("has 64 MiB left")
        .hasMessageContaining("--shm-size");
    assertThatCode(() -> StorageCheck.require(directory, 224 * MIB, 224 * MIB))
        .doesNotThrowAnyException();
  }

  @Test
  void theSpaceOfADirectoryThatIsNotThereYetIsItsParents(@TempDir Path base) {
    assertThat(StorageCheck.usableBytes(base.resolve("a/b/c"))).isPositive();
  }
}
