package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
  private static final String BOOT = "boot-1";
  private static final String NEXT_BOOT = "boot-2";

  @TempDir private Path parent;

  @Test
  void theFirstStartMakesTheDirectoryForItsUserAlone() throws IOException {
    try (DataDirectory directory = open(BOOT)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
          .isEqualTo("rwx------");
      assertThat(directory.groupsDirectory()).isDirectory();
      assertThat(directory.groupDirectory(7)).isEqualTo(data().resolve("groups").resolve("7"));
      assertThat(directory.uncleanStop()).isZero();
    }
    assertThat(Files.readString(data().resolve("broker.identity")))
        .contains("cluster.id=rafthold\n", "broker.id=0\n", "format.version=1\n", "crc32c=");
  }

  @Test
  void theSameBrokerComesBack() {
    open(BOOT).close();
    open(BOOT).close();
  }

  @Test
  void theDirectoryOfAnotherBrokerIsRefused() {
    open(BOOT).close();

    assertThatThrownBy(
            () ->
                DataDirectory.open(
                    config("cluster.members=0@h:1:2,1@h:11:12", "broker.id=1"), BOOT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "--set: data.dir = "
                + data()
                + ": the data directory of broker 0, but this is broker 1; set data.dir to this"
                + " broker's own, or broker.id to 0");
  }

  @Test
  void theDirectoryOfAnotherClusterIsRefused() {
    open(BOOT).close();

    assertThatThrownBy(() -> DataDirectory.open(config("cluster.id=other"), BOOT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("the data directory of cluster rafthold, but this is cluster other");
  }

  @Test
  void aDirectoryOfSomethingElseIsRefusedAndLeftAlone() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("thesis.tex"), "x");

    assertThatThrownBy(() -> open(BOOT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("not empty (it holds 'thesis.tex')");
    assertThat(data().resolve("groups")).doesNotExist();
  }

  @Test
  void dataWithoutAnIdentityIsRefused() throws IOException {
    open(BOOT).close();
    Files.createDirectories(data().resolve("groups").resolve("0"));
    Files.delete(data().resolve("broker.identity"));

    assertThatThrownBy(() -> open(BOOT)).hasMessageContaining("without broker.identity");
  }

  @Test
  void aFirstStartThatWasCutShortIsBegunAnew() throws IOException {
    open(BOOT).close();
    Files.delete(data().resolve("broker.identity"));

    try (DataDirectory directory = open(BOOT)) {
      assertThat(directory.uncleanStop()).isZero();
    }
  }

  @Test
  void aDamagedIdentityIsRefused() throws IOException {
    open(BOOT).close();
    final Path identity = data().resolve("broker.identity");
    Files.writeString(identity, Files.readString(identity).replace("broker.id=0", "broker.id=1"));

    assertThatThrownBy(() -> open(BOOT))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("broker.identity is damaged");
  }

  @Test
  void twoBrokersCannotShareADirectory() {
    try (DataDirectory first = open(BOOT)) {
      assertThat(first.path()).isEqualTo(data());
      assertThatThrownBy(() -> open(BOOT))
          .isInstanceOf(StartupException.class)
          .hasMessageContainingAll(
              "in use by another broker",
              "pid " + ProcessHandle.current().pid(),
              "boot " + BOOT,
              "choose another data.dir");
    }
    open(BOOT).close();
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Files.writeString(data(), "x");

    assertThatThrownBy(() -> open(BOOT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--set: data.dir = " + data())
        .hasMessageContaining("choose another");
  }

  @Test
  void aKilledProcessHasForgottenNothing() {
    open(BOOT).close();

    try (DataDirectory directory = open(BOOT)) {
      assertThat(directory.uncleanStop()).isZero();
    }
  }

  @Test
  void eachStopOfTheMachineHasANameThatStays() {
    open(BOOT).close();

    final long first;
    try (DataDirectory directory = open(NEXT_BOOT)) {
      first = directory.uncleanStop();
      assertThat(first).isPositive();
    }
    try (DataDirectory directory = open(NEXT_BOOT)) {
      assertThat(directory.uncleanStop()).as("the same, after a kill").isEqualTo(first);
      directory.markCleanShutdown();
    }
    try (DataDirectory directory = open(BOOT)) {
      assertThat(directory.uncleanStop()).as("the same, after a clean stop").isEqualTo(first);
    }
    try (DataDirectory directory = open(NEXT_BOOT)) {
      assertThat(directory.uncleanStop()).isPositive().isNotEqualTo(first);
    }
  }

  @Test
  void aCleanStopBeforeTheMachineStopsForgetsNothing() {
    try (DataDirectory directory = open(BOOT)) {
      directory.markCleanShutdown();
    }
    try (DataDirectory directory = open(NEXT_BOOT)) {
      assertThat(directory.uncleanStop()).isZero();
    }
  }

  @Test
  void aFailedFlushIsAnUncleanStop() {
    try (DataDirectory directory = open(BOOT)) {
      directory.markFailedFlush();
    }
    final long first;
    try (DataDirectory directory = open(BOOT)) {
      first = directory.uncleanStop();
      assertThat(first).isPositive();
    }
    try (DataDirectory directory = open(BOOT)) {
      assertThat(directory.uncleanStop()).as("the same, after a kill").isEqualTo(first);
    }
  }

  @Test
  void aFailedFlushIsNotedWhereTheDiskTakesNothingAnyMore() throws IOException {
    final String elsewhere = "aeron.dir=" + parent.resolve("aeron");
    final Path note = parent.resolve("aeron.flush-failed");
    try (DataDirectory directory = DataDirectory.open(config(elsewhere), BOOT)) {
      Files.createDirectory(data().resolve("broker.run.new"));
      directory.markFailedFlush();
      Files.delete(data().resolve("broker.run.new"));
    }
    assertThat(note).hasContent(data().toString());
    try (DataDirectory directory = DataDirectory.open(config(elsewhere), BOOT)) {
      assertThat(directory.uncleanStop()).isPositive();
    }
    assertThat(note).doesNotExist();
  }

  @Test
  void aLostOrDamagedRunMarkIsTakenForAnUncleanStop() throws IOException {
    open(BOOT).close();
    Files.writeString(data().resolve("broker.run"), "clean=true\n");
    try (DataDirectory directory = open(BOOT)) {
      assertThat(directory.uncleanStop()).isPositive();
    }
    Files.delete(data().resolve("broker.run"));
    try (DataDirectory directory = open(BOOT)) {
      assertThat(directory.uncleanStop()).isPositive();
    }
  }

  @Test
  void aStoppedBrokersDirectorySaysWhoseItIs() {
    open(BOOT).close();

    assertThat(DataDirectory.inspect(data())).isEqualTo(new DataDirectory.Identity("rafthold", 0));
  }

  @Test
  void aRunningBrokersDirectoryIsNotLookedInto() {
    try (DataDirectory running = open(BOOT)) {
      assertThatThrownBy(() -> DataDirectory.inspect(running.path()))
          .isInstanceOf(StartupException.class)
          .hasMessageContainingAll("is in use by a broker (pid", "stop it first");
    }
  }

  @Test
  void whatIsNoDataDirectoryIsRefused() {
    assertThatThrownBy(() -> DataDirectory.inspect(parent))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(parent + " is no data directory");
    assertThat(parent).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nfs", "nfs4", "cifs", "fuse", "fuse.sshfs", "fuseblk", "9p", "NFS"})
  void networkFileSystemsAreKnown(String type) {
    assertThat(DataDirectory.isNetworkFileSystem(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs"})
  void localFileSystemsAreLetIn(String type) {
    assertThat(DataDirectory.isNetworkFileSystem(type)).isFalse();
  }

  private Path data() {
    return parent.resolve("data");
  }

  private DataDirectory open(String bootId) {
    return DataDirectory.open(config(), bootId);
  }

  private BrokerConfig config(String... overrides) {
    final List<String> all = new java.util.ArrayList<>(List.of("data.dir=" + data()));
    all.addAll(List.of(overrides));
    return ConfigLoader.load(null, Map.of(), all);
  }
}
