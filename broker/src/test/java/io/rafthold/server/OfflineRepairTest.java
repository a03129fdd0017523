package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.Quarantine;
import io.rafthold.log.ReplicaLog;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replica without peers is after its damage was accepted. */
class OfflineRepairTest {
  private static final int GROUP_ID = 5;
  private static final long SEGMENT_BYTES = 64 * 1024;
  private static final int ENTRIES = 300;
  private static final String LABEL = "now";

  @TempDir Path data;

  private ReplicaDirectory directory;

  @BeforeEach
  void fill() {
    final BrokerConfig config =
        ConfigLoader.load(
            null,
            Map.of(),
            List.of("cluster.members=0@localhost:10000:10001:10002", "data.dir=" + data));
    DataDirectory.open(config).close();
    directory = new ReplicaDirectory(data.resolve("groups").resolve("5"), GROUP_ID);
    try (ReplicaFiles files = directory.open(SEGMENT_BYTES, 0)) {
      files.voteFile().write(3, 0);
      append(files.log());
      files.log().flush();
      files.progressFile().write(ENTRIES, ENTRIES);
    }
  }

  private static void append(ReplicaLog log) {
    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Batch.HEADER_LENGTH + 500]);
    for (int i = 0; i < ENTRIES; i++) {
      final long index = log.lastIndex() + 1;
      Batch.initialise(buffer, 0, EntryType.DATA, -1, (short) -1, -1);
      Batch.sealBody(buffer, 0, buffer.capacity(), 1);
      Batch.stamp(buffer, 0, index, 3, log.endOffset(), index);
      log.append(buffer, 0, buffer, 0, buffer.capacity());
    }
  }

  @Test
  void withoutItsStartAllGoesAndItOpensEmpty() throws IOException {
    Files.write(directory.startFile(), new byte[(int) Files.size(directory.startFile())]);

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.losesEverything()).isTrue();
    assertThat(plan.lastLostIndex()).isEqualTo(ENTRIES);
    try (ReplicaFiles files = directory.open(SEGMENT_BYTES, 0)) {
      assertThat(files.log().lastIndex()).isZero();
    }
    assertThat(examine().isNeeded()).isFalse();
    assertThat(Quarantine.contents(directory.path())).isNotEmpty();
  }

  @Test
  void aMissingStartCostsNothing() throws IOException {
    Files.delete(directory.startFile());
    Files.write(directory.progressFile(), new byte[(int) Files.size(directory.progressFile())]);

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.losesEntries()).isFalse();
    try (ReplicaFiles files = directory.open(SEGMENT_BYTES, 0)) {
      assertThat(files.log().lastIndex()).isEqualTo(ENTRIES);
    }
  }

  private RepairPlan examine() throws IOException {
    try (OfflineRepair offline = OfflineRepair.open(data)) {
      return offline.examine(GROUP_ID);
    }
  }

  private RepairPlan examineAndRepair() throws IOException {
    try (OfflineRepair offline = OfflineRepair.open(data)) {
      final RepairPlan plan = offline.examine(GROUP_ID);
      offline.repair(plan, LABEL);
      return plan;
    }
  }
}
