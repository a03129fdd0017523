package io.rafthold.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverDirectoryTest {
  private static final long NOTHING = 0;

  @TempDir private Path base;

  @Test
  void isPrivateAndGoneAtTheEnd() throws IOException {
    final Path path = base.resolve("driver");
    try (DriverDirectory directory = DriverDirectory.claim(path, NOTHING)) {
      assertThat(directory.aeronPath()).isEqualTo(path.resolve("aeron"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void isNotSharedWhileItIsInUse() {
    final Path path = base.resolve("driver");
    try (DriverDirectory directory = DriverDirectory.claim(path, NOTHING)) {
      assertThat(directory.aeronPath().getParent()).isEqualTo(path);
      assertThatThrownBy(() -> DriverDirectory.claim(path, NOTHING))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("in use")
          .hasMessageContaining(path.toString());
    }
    DriverDirectory.claim(path, NOTHING).close();
  }

  @Test
  void whatIsNotTheDriversStaysThere() throws IOException {
    final Path path = Files.createDirectories(base.resolve("driver"));
    final Path notes = Files.writeString(path.resolve("notes.txt"), "mine");
    final Path elsewhere = Files.createDirectories(base.resolve("elsewhere"));
    final Path linked = Files.writeString(elsewhere.resolve("letter"), "mine too");
    try (DriverDirectory directory = DriverDirectory.claim(path, NOTHING)) {
      Files.createDirectories(directory.aeronPath().resolve("images"));
      Files.createSymbolicLink(directory.aeronPath().resolve("link"), elsewhere);
    }
    assertThat(path).isDirectoryNotContaining(file -> !file.equals(notes));
    assertThat(notes).hasContent("mine");
    assertThat(linked).hasContent("mine too");
  }

  /** A process that clears up took it for abandoned, before it was locked by its owner. */
  @Test
  void isClaimedWhenWhoeverClearsUpLetsGo() throws Exception {
    final Path path = Files.createDirectories(base.resolve("driver"));
    final Process other = LockKeeper.start(path.resolve("lock"), base.resolve("errors"));
    try {
      assertThatThrownBy(() -> DriverDirectory.claim(path, NOTHING)).hasMessageContaining("in use");

      final Runnable clearedMeanwhile = () -> LockKeeper.deleteAndEnd(other);
      try (DriverDirectory directory = DriverDirectory.claim(path, NOTHING, clearedMeanwhile)) {
        assertThat(directory.aeronPath().getParent()).isEqualTo(path).exists();
      }
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void isNotLeftBehindWhereTheSpaceDoesNotSuffice() {
    final Path path = base.resolve("driver");
    assertThatThrownBy(() -> DriverDirectory.claim(path, Long.MAX_VALUE))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("MiB");
    assertThat(path).doesNotExist();
  }

  @Test
  void whatAKilledProcessLeftIsClearedAndWhatLivesIsNot() throws IOException {
    final Path abandoned = base.resolve("rafthold-client-1-1");
    Files.createDirectories(abandoned.resolve("aeron"));
    Files.createFile(abandoned.resolve("lock"));
    final Path foreign = base.resolve("rafthold-notes");
    Files.createDirectories(foreign);
    try (DriverDirectory living = DriverDirectory.claim(base.resolve("rafthold-x"), NOTHING)) {
      DriverDirectory.clearAbandoned(base);
      assertThat(abandoned).doesNotExist();
      assertThat(foreign).exists();
      assertThat(living.aeronPath().getParent()).exists();
    }
  }
}
