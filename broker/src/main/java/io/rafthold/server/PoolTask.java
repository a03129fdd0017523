package io.rafthold.server;

import io.rafthold.log.chronicle.SegmentPool;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.HousekeepingTask;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cleans the files of dropped segments, for all replicas of a broker. */
final class PoolTask implements HousekeepingTask, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(PoolTask.class);

  private final SegmentPool pool;

  PoolTask(Path directory, int limit, Housekeeper housekeeper) {
    pool = SegmentPool.open(directory, limit, () -> housekeeper.request(this));
  }

  SegmentPool pool() {
    return pool;
  }

  @Override
  public long step(long nowNs) {
    return pool.step();
  }

  @Override
  public void damaged(RuntimeException cause) {
    LOGGER.error("files of dropped segments are not used again any more", cause);
    pool.close();
  }

  @Override
  public void close() {
    pool.close();
  }
}
