package io.rafthold.log.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state is the old one, the new one or missing, wherever the writer dies. */
class StateFilesTest {
  private static final int GROUP_ID = 7;
  private static final byte[] OLD = {1, 2, 3};
  private static final byte[] NEW = {4, 5};

  @TempDir Path directory;

  @Test
  void theLastOneWrittenIsRead() {
    assertThat(StateFiles.read(directory, GROUP_ID)).isNull();
    assertThat(StateFiles.write(directory, GROUP_ID, OLD)).isTrue();
    assertThat(StateFiles.read(directory, GROUP_ID)).isEqualTo(OLD);
    assertThat(StateFiles.write(directory, GROUP_ID, NEW)).isTrue();
    assertThat(StateFiles.read(directory, GROUP_ID)).isEqualTo(NEW);
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void whoeverDiesWhileItIsMadeLeavesTheOldOne() throws IOException {
    StateFiles.write(directory, GROUP_ID, OLD);
    final byte[] made = StateFile.seal(GROUP_ID, NEW);
    for (int length = 0; length <= made.length; length++) {
      Files.write(directory.resolve(StateFiles.NEW_NAME), Arrays.copyOf(made, length));
      assertThat(StateFiles.read(directory, GROUP_ID)).isEqualTo(OLD);
    }
    StateFiles.write(directory, GROUP_ID, NEW);
    assertThat(StateFiles.read(directory, GROUP_ID)).isEqualTo(NEW);
  }

  @Test
  void aLargeOneIsWrittenInSteps() {
    StateFiles.write(directory, GROUP_ID, OLD);
    final byte[] large = new byte[2 * StateFileWrite.SLICE_BYTES + 1];
    large[large.length - 1] = 7;
    try (StateFileWrite abandoned = new StateFileWrite(directory, GROUP_ID, large)) {
      assertThat(abandoned.step()).isEqualTo(StateFileWrite.SLICE_BYTES);
    }
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
    try (StateFileWrite write = new StateFileWrite(directory, GROUP_ID, large)) {
      assertThat(write.step()).isEqualTo(StateFileWrite.SLICE_BYTES);
      assertThat(write.step()).isEqualTo(StateFileWrite.SLICE_BYTES);
      assertThat(StateFiles.read(directory, GROUP_ID)).isEqualTo(OLD);
      assertThat(write.step()).isEqualTo(1 + StateFile.HEADER_LENGTH);
      assertThat(StateFiles.read(directory, GROUP_ID)).isEqualTo(large);
      assertThat(write.step()).isZero();
    }
    assertThat(StateFiles.read(directory, GROUP_ID)).isEqualTo(large);
  }

  @Test
  void aDamagedOneIsNamedAndReplaced() throws IOException {
    Files.write(directory.resolve(StateFiles.FILE_NAME), new byte[100]);
    assertThatThrownBy(() -> StateFiles.read(directory, GROUP_ID))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining(directory.resolve("state").toString());
    StateFiles.write(directory, GROUP_ID, NEW);
    assertThat(StateFiles.read(directory, GROUP_ID)).isEqualTo(NEW);
  }

  @Test
  void aSegmentThatIsGoneHasNone() {
    final Path gone = directory.resolve("gone");
    assertThat(StateFiles.read(gone, GROUP_ID)).isNull();
    assertThat(StateFiles.write(gone, GROUP_ID, OLD)).isFalse();
    assertThat(gone).doesNotExist();
  }

  @Test
  void itMovesToTheSegmentThatTakesThePlace() throws IOException {
    final Path from = Files.createDirectory(directory.resolve("from"));
    final Path to = Files.createDirectory(directory.resolve("to"));
    StateFiles.move(from, to);
    assertThat(StateFiles.read(to, GROUP_ID)).isNull();
    StateFiles.write(from, GROUP_ID, OLD);
    StateFiles.move(from, to);
    assertThat(StateFiles.read(from, GROUP_ID)).isNull();
    assertThat(StateFiles.read(to, GROUP_ID)).isEqualTo(OLD);
  }
}
