package io.rafthold.server;

import io.rafthold.log.FlushFailedException;
import io.rafthold.log.LogDamageException;
import io.rafthold.metadata.MetadataListener;
import io.rafthold.metadata.MetadataState;
import io.rafthold.metadata.PartitionPlacement;
import io.rafthold.metadata.Topic;
import io.rafthold.partition.FlushNotices;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaWakeup;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntHashSet;

/**
 * This broker's replicas: opened and closed as the metadata says, visited in a duty cycle when they
 * have work, and closed alone where they fail.
 */
final class Replicas implements MetadataListener, ReplicaWakeup {
  /** How often the preferred leader of a fresh group tries, until the others' replicas are open. */
  private static final long CAMPAIGN_INTERVAL_NS = 20_000_000L;

  private final int brokerId;
  private final ReplicaStorage storage;
  private final ReplicaFactory factory;
  private final Consumer<Replica> closing;
  private final Int2ObjectHashMap<Replica> byGroup = new Int2ObjectHashMap<>();
  private final IntHashSet opening = new IntHashSet();

  /** How many openings of a group's files have been asked for and not come back. */
  private final Int2IntCounterMap openings = new Int2IntCounterMap(0);

  private final IntHashSet founding = new IntHashSet();
  private final Int2ObjectHashMap<Topic> topicsByGroup = new Int2ObjectHashMap<>();
  private final List<Replica> campaigning = new ArrayList<>();
  private final ReplicaVisits visits;
  private final FailedReplicas failed;
  private long campaignDeadlineNs;
  private long nowNs;
  private boolean isStarted;

  /**
   * Creates the registry.
   *
   * @param notices says whom the flush thread did something for
   * @param closing is told of each replica before it is closed
   */
  Replicas(
      int brokerId,
      ReplicaStorage storage,
      ReplicaFactory factory,
      FlushNotices notices,
      Consumer<Replica> closing) {
    visits = new ReplicaVisits(notices);
    this.brokerId = brokerId;
    this.storage = storage;
    this.factory = factory;
    this.closing = closing;
    failed = new FailedReplicas(closing, storage);
  }

  /** Adds the replica of the metadata group, which no topic announces. */
  void addMetadata(Replica replica, long nowNs) {
    byGroup.put(MetadataState.METADATA_GROUP_ID, replica);
    campaignDeadlineNs = nowNs;
    isStarted = true;
    wake(replica);
  }

  Replica byGroup(int groupId) {
    return byGroup.get(groupId);
  }

  Collection<Replica> all() {
    return byGroup.values();
  }

  @Override
  public void onTopicCreated(Topic topic) {
    openFrom(topic, 0);
  }

  @Override
  public void onTopicGrown(Topic topic, int firstPartition) {
    onTopicAltered(topic);
    openFrom(topic, firstPartition);
  }

  private void openFrom(Topic topic, int firstPartition) {
    for (final PartitionPlacement placement : topic.partitions()) {
      if (placement.partition() >= firstPartition && placement.isOn(brokerId)) {
        open(topic, placement, true);
      }
    }
  }

  /**
   * Opens this broker's replica of a partition.
   *
   * @param isFounding whether a replica that is not there yet belongs to its group from the start;
   *     else it is a member of nothing until the leader says so
   */
  void open(Topic topic, PartitionPlacement placement, boolean isFounding) {
    final int groupId = placement.groupId();
    topicsByGroup.put(groupId, topic);
    opening.add(groupId);
    if (isFounding) {
      founding.add(groupId);
    }
    openings.incrementAndGet(groupId);
    storage.open(groupId, topic.segmentBytes(), hasPeers(placement));
  }

  private boolean hasPeers(PartitionPlacement placement) {
    return IntStream.concat(
            Arrays.stream(placement.replicaBrokers()), Arrays.stream(placement.reachedBrokers()))
        .anyMatch(id -> id != brokerId);
  }

  @Override
  public void onTopicAltered(Topic topic) {
    for (final PartitionPlacement placement : topic.partitions()) {
      final int groupId = placement.groupId();
      if (topicsByGroup.containsKey(groupId)) {
        topicsByGroup.put(groupId, topic);
      }
      final Replica replica = byGroup.get(groupId);
      if (replica != null) {
        replica.retain(topic.retention());
        wake(replica);
      }
    }
  }

  @Override
  public void onTopicDeleted(Topic topic) {
    for (final PartitionPlacement placement : topic.partitions()) {
      if (!remove(placement.groupId()) && placement.concerns(brokerId)) {
        storage.delete(placement.groupId());
      }
    }
  }

  @Override
  public void onPlacementChanged(Topic topic, PartitionPlacement before, PartitionPlacement after) {
    final int groupId = after.groupId();
    final boolean isHere =
        byGroup.containsKey(groupId)
            || opening.contains(groupId)
            || failed.byGroup().containsKey(groupId);
    if (!after.concerns(brokerId)) {
      if (!remove(groupId) && isHere) {
        storage.delete(groupId);
      }
    } else if (isHere) {
      topicsByGroup.put(groupId, topic);
    } else if (!before.concerns(brokerId)) {
      // Where it did, the replica should be here and its directory is gone: a blank one in its
      // place would have forgotten its votes.
      open(topic, after, false);
    }
  }

  @Override
  public void onBrokersChanged() {
    // Replicas know brokers by their ids alone.
  }

  /** Closes and deletes a replica; false where it is not open. */
  private boolean remove(int groupId) {
    takeFailed();
    topicsByGroup.remove(groupId);
    opening.remove(groupId);
    founding.remove(groupId);
    failed.forget(groupId);
    final Replica replica = byGroup.remove(groupId);
    if (replica == null) {
      return false;
    }
    campaigning.remove(replica);
    closing.accept(replica);
    storage.close(groupId, replica.retire(), true);
    return true;
  }

  @Override
  public void wake(Replica replica) {
    visits.wake(replica);
  }

  /**
   * Visits the replicas that have work.
   *
   * @return work count
   */
  int doWork(long nowNs, long epochNs) {
    this.nowNs = nowNs;
    int work = takeOpened(nowNs) + takeFailed() + reopen(nowNs);
    if (!campaigning.isEmpty() && nowNs - campaignDeadlineNs >= 0) {
      campaignDeadlineNs = nowNs + CAMPAIGN_INTERVAL_NS;
      campaign(nowNs);
    }
    work += visits.doWork(nowNs, epochNs);
    return work + takeFailed();
  }

  private int takeFailed() {
    int work = 0;
    for (Replica replica = failed.closeNext(); replica != null; replica = failed.closeNext()) {
      if (replica.settings().groupId() != MetadataState.METADATA_GROUP_ID) {
        byGroup.remove(replica.settings().groupId());
      }
      campaigning.remove(replica);
      repair(replica.settings().groupId(), replica.failure());
      work++;
    }
    return work;
  }

  /** Opens a replica again that met damage: it is cut before that, and its peers send the rest. */
  private void repair(int groupId, Throwable failure) {
    final Topic topic = topicsByGroup.get(groupId);
    if (topic != null
        && storage.canRepair()
        && failure instanceof LogDamageException damage
        && failed.mayRepair(groupId, nowNs)) {
      opening.add(groupId);
      openings.incrementAndGet(groupId);
      storage.reopen(groupId, topic.segmentBytes(), hasPeers(placement(topic, groupId)), damage);
    }
  }

  /** Opens those anew that the disk had refused; it may have room again. */
  private int reopen(long nowNs) {
    final int groupId = failed.pollReopening(nowNs);
    final Topic topic = groupId < 0 ? null : topicsByGroup.get(groupId);
    if (topic == null) {
      return 0;
    }
    final PartitionPlacement placement = placement(topic, groupId);
    open(topic, placement, placement.isInitial(brokerId) && placement.reachedIndex() == 0);
    return 1;
  }

  /**
   * A replica cannot go on: it is closed between two visits.
   *
   * @throws RuntimeException where it is group 0's, and the disk refuses it or has damaged it: a
   *     new start may help, and without one this broker would learn nothing any more; and where a
   *     flush failed
   */
  void onFailed(Replica replica) {
    if (replica.failure() instanceof FlushFailedException flush) {
      throw flush;
    }
    if (replica.settings().groupId() == MetadataState.METADATA_GROUP_ID
        && (replica.failure() instanceof UncheckedIOException
            || replica.failure() instanceof LogDamageException)) {
      throw replica.failure();
    }
    failed.onFailed(replica);
  }

  /** Returns why the replicas of some groups have failed here, by group. */
  Map<Integer, Throwable> failures() {
    return failed.byGroup();
  }

  /**
   * Returns when a replica has something to do even if nothing comes in.
   *
   * @param nowNs as given to the last cycle
   * @return {@code Long.MAX_VALUE} for never
   */
  long nextDeadlineNs(long nowNs) {
    if (failed.hasWork()) {
      return nowNs;
    }
    final long deadlineNs = Math.min(visits.nextDeadlineNs(nowNs), failed.reopenNs());
    return campaigning.isEmpty() ? deadlineNs : Math.min(deadlineNs, campaignDeadlineNs);
  }

  private int takeOpened(long nowNs) {
    int work = 0;
    for (ReplicaStorage.Opened opened = storage.pollOpened();
        opened != null;
        opened = storage.pollOpened()) {
      add(opened, nowNs);
      work++;
    }
    return work;
  }

  private void add(ReplicaStorage.Opened opened, long nowNs) {
    final int groupId = opened.groupId();
    if (openings.decrementAndGet(groupId) > 0) {
      // Taken back by a deletion, and asked for anew: only the last is of the directory as it is.
      if (opened.files() != null) {
        storage.close(groupId, opened.files(), false);
      }
      return;
    }
    final Topic topic = topicsByGroup.get(groupId);
    if (!opening.remove(groupId) || topic == null) {
      // The topic was deleted meanwhile, and its directory too if that came first.
      if (opened.files() != null) {
        storage.close(groupId, opened.files(), true);
      }
      return;
    }
    if (opened.failure() != null) {
      failed.onFailedToOpen(groupId, opened.failure());
      return;
    }
    try {
      start(opened, topic, nowNs);
    } catch (RuntimeException failure) {
      failed.onFailedToOpen(groupId, failure);
      storage.close(groupId, opened.files(), false);
      // What it reads to begin with is not all that opening has looked at.
      repair(groupId, failure);
    }
  }

  private void start(ReplicaStorage.Opened opened, Topic topic, long nowNs) {
    final int groupId = opened.groupId();
    final PartitionPlacement placement = placement(topic, groupId);
    final boolean isFresh = opened.files().log().lastIndex() == 0;
    final boolean isFounder = founding.remove(groupId) || !isFresh;
    final Replica replica = factory.create(topic, placement, isFounder, opened.files(), nowNs);
    byGroup.put(groupId, replica);
    failed.forget(groupId);
    if (isFresh && isFounder && placement.preferredLeader() == brokerId) {
      campaigning.add(replica);
    }
    wake(replica);
  }

  private static PartitionPlacement placement(Topic topic, int groupId) {
    for (final PartitionPlacement placement : topic.partitions()) {
      if (placement.groupId() == groupId) {
        return placement;
      }
    }
    throw new IllegalStateException("group " + groupId + " is not of topic " + topic.name());
  }

  private void campaign(long nowNs) {
    for (int i = campaigning.size() - 1; i >= 0; i--) {
      final Replica replica = campaigning.get(i);
      if (replica.leaderId() >= 0) {
        campaigning.remove(i);
      } else {
        replica.campaign(nowNs);
        wake(replica);
      }
    }
  }

  /** Closes all replicas, flushing what they hold. */
  void close() {
    if (isStarted) {
      byGroup.values().forEach(Replica::close);
      byGroup.clear();
    }
  }

  /** Lets go of all files as a process that dies does. */
  void abandon() {
    byGroup.values().forEach(Replica::abandon);
    byGroup.clear();
  }
}
