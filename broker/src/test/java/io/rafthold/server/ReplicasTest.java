package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.metadata.PartitionPlacement;
import io.rafthold.metadata.Topic;
import io.rafthold.partition.FlushNotices;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.AckLevel;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.IntHashSet;
import org.junit.jupiter.api.Test;

/** Replicas whose opening is overtaken by what the metadata says next. */
class ReplicasTest {
  private static final int SELF = 1;
  private static final int GROUP = 7;

  private final List<String> asked = new ArrayList<>();
  private final ArrayDeque<ReplicaStorage.Opened> results = new ArrayDeque<>();
  private final Replicas replicas =
      new Replicas(SELF, new SlowStorage(), null, new FlushNotices(), closing -> {});
  private final PartitionPlacement elsewhere = new PartitionPlacement(0, GROUP, 0, 2);
  private final PartitionPlacement here = new PartitionPlacement(0, GROUP, 0, SELF);
  private final Topic topic =
      new Topic(3, "trades", AckLevel.QUORUM, 1 << 20, 2, List.of(elsewhere));

  private final class SlowStorage implements ReplicaStorage {
    @Override
    public void open(int groupId, long segmentBytes, boolean hasPeers) {
      asked.add("open");
    }

    @Override
    public boolean canRepair() {
      return true;
    }

    @Override
    public void reopen(
        int groupId, long segmentBytes, boolean hasPeers, LogDamageException damage) {
      asked.add("repair " + damage.index());
    }

    @Override
    public ReplicaFiles openNow(int groupId, long segmentBytes, boolean hasPeers) {
      throw new IllegalStateException("not asked for here");
    }

    @Override
    public Opened pollOpened() {
      return results.poll();
    }

    @Override
    public void close(int groupId, AutoCloseable files, boolean deletes) {
      asked.add(deletes ? "close and delete" : "close");
    }

    @Override
    public void delete(int groupId) {
      asked.add("delete");
    }

    @Override
    public boolean exists(int groupId) {
      return false;
    }

    @Override
    public void deleteOthers(IntHashSet kept, int belowGroupId) {
      throw new IllegalStateException("not asked for here");
    }

    @Override
    public void remember(ClusterMemory memory) {
      throw new IllegalStateException("not asked for here");
    }
  }

  private static ReplicaFiles files() {
    return new ReplicaFiles(null, null, null, null, null, 0);
  }

  @Test
  void filesOfADirectoryThatIsDeletedAreNotTakenForThoseOfTheNext() {
    replicas.onPlacementChanged(topic, elsewhere, here);
    replicas.onPlacementChanged(topic, here, elsewhere);
    replicas.onPlacementChanged(topic, elsewhere, here);
    assertThat(asked).containsExactly("open", "delete", "open");

    results.add(new ReplicaStorage.Opened(GROUP, files()));
    replicas.doWork(1, 1);
    assertThat(asked).endsWith("open", "close");
    assertThat(replicas.all()).isEmpty();

    final IllegalStateException damage = new IllegalStateException("of the second directory");
    results.add(new ReplicaStorage.Opened(GROUP, null, damage));
    replicas.doWork(2, 2);
    assertThat(replicas.failures()).containsEntry(GROUP, damage);
  }

  @Test
  void whatIsNotWantedAnyMoreIsDeletedWhenItComes() {
    replicas.onPlacementChanged(topic, elsewhere, here);
    replicas.onPlacementChanged(topic, here, elsewhere);
    results.add(new ReplicaStorage.Opened(GROUP, files()));

    replicas.doWork(1, 1);

    assertThat(asked).containsExactly("open", "delete", "close and delete");
  }

  @Test
  void damageThatIsMetWhenAReplicaIsMadeIsRepairedOnce() {
    replicas.onPlacementChanged(topic, elsewhere, here);
    results.add(new ReplicaStorage.Opened(GROUP, damagedFiles()));
    replicas.doWork(1, 1);
    assertThat(asked).containsExactly("open", "close", "repair 8");

    results.add(new ReplicaStorage.Opened(GROUP, damagedFiles()));
    replicas.doWork(2, 2);
    assertThat(asked).containsExactly("open", "close", "repair 8", "close");
    assertThat(replicas.failures()).containsOnlyKeys(GROUP);
  }

  private static ReplicaFiles damagedFiles() {
    final LogDamageException damage =
        new LogDamageException("segments/1", 8, 104, "a CRC does not match");
    final ReplicaLog log =
        (ReplicaLog)
            Proxy.newProxyInstance(
                ReplicaLog.class.getClassLoader(),
                new Class<?>[] {ReplicaLog.class},
                (proxy, method, arguments) -> {
                  throw damage;
                });
    return new ReplicaFiles(log, null, null, null, null, 0);
  }

  @Test
  void aReplicaThatIsMadeAnewLivesLaterThanTheOneBefore() {
    final long lastOfTheOneBefore = ReplicaFactory.firstLife(12) + 1_000;

    assertThat(ReplicaFactory.firstLife(13)).isGreaterThan(lastOfTheOneBefore);
  }
}
