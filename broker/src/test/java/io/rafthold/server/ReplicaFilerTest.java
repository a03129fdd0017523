package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.partition.Housekeeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The thread that opens and closes replicas, at a broker's end. */
class ReplicaFilerTest {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final int SEGMENT_BYTES = 1 << 20;
  private static final int NONE = 0;
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  @TempDir Path directory;
  private String fatal = "";

  @Test
  @Timeout(60)
  void closesWhatNobodyTookAndOpensNoMoreAtTheEnd() throws Exception {
    Assumptions.assumeTrue(Files.exists(MAPPINGS), "the system has no /proc");
    final CountDownLatch isFirstOpen = new CountDownLatch(1);
    final CountDownLatch isEnding = new CountDownLatch(1);
    try (DataDirectory data = DataDirectory.open(config())) {
      final PoolTask noPool = new PoolTask(data.path().resolve("pool"), 0, Housekeeper.NONE);
      final ReplicaFiler filer =
          new ReplicaFiler(data, 0, noPool, (what, cause) -> fatal = what + ": " + cause);
      filer.open(FIRST, SEGMENT_BYTES, false);
      filer.close(NONE, isFirstOpen::countDown, false);
      isFirstOpen.await();
      filer.close(NONE, isEnding::await, false);
      filer.open(SECOND, SEGMENT_BYTES, false);

      final FutureTask<Boolean> end = new FutureTask<>(filer::finish);
      final Thread ending = new Thread(end, "ending");
      ending.start();
      while (ending.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      isEnding.countDown();

      assertThat(end.get()).as("it ends in time").isTrue();
      assertThat(filer.pollOpened()).isNull();
      assertThat(filer.exists(FIRST)).isTrue();
      assertThat(filer.exists(SECOND)).isFalse();
    }
    assertThat(fatal).isEmpty();
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      assertThat(lines.filter(line -> line.contains(directory.toString()))).isEmpty();
    }
  }

  @Test
  @Timeout(60)
  void damageThatShowsInTheStateToBeginWithIsRepairedWhereThereArePeers() throws Exception {
    try (DataDirectory data = DataDirectory.open(config())) {
      final PoolTask noPool = new PoolTask(data.path().resolve("pool"), 0, Housekeeper.NONE);
      final ReplicaFiler filer =
          new ReplicaFiler(data, 0, noPool, (what, cause) -> fatal = what + ": " + cause);
      open(filer, true).files().close();
      final Path group = data.groupsDirectory().resolve(String.valueOf(FIRST));
      try (BlobFile start = BlobFile.open(group.resolve("start"), TwoSlotFile.Kind.START, FIRST)) {
        start.write(new byte[] {4, 0, 0, 0, -1});
      }

      final ReplicaStorage.Opened alone = open(filer, false);
      assertThat(alone.failure())
          .isInstanceOf(LogDamageException.class)
          .hasMessageContaining("start")
          .hasMessageContaining("no other voter");

      final ReplicaStorage.Opened repaired = open(filer, true);
      assertThat(repaired.failure()).isNull();
      assertThat(group.resolve("quarantine")).isNotEmptyDirectory();
      repaired.files().close();
      assertThat(filer.finish()).isTrue();
    }
    assertThat(fatal).isEmpty();
  }

  private static ReplicaStorage.Opened open(ReplicaFiler filer, boolean hasPeers)
      throws InterruptedException {
    final CountDownLatch isDone = new CountDownLatch(1);
    filer.open(FIRST, SEGMENT_BYTES, hasPeers);
    filer.close(NONE, isDone::countDown, false);
    isDone.await();
    return filer.pollOpened();
  }

  private BrokerConfig config() {
    return ConfigLoader.load(
        null,
        Map.of(),
        List.of(
            "cluster.id=filer",
            "cluster.members=0@localhost:10000:10001",
            "broker.id=0",
            "data.dir=" + directory,
            "segment.bytes=1MiB",
            "record.max.bytes=16KiB"));
  }
}
