package io.rafthold.sim.disk;

import io.rafthold.log.BlobFile;
import io.rafthold.log.FlushFailedException;
import io.rafthold.log.FlushMark;
import io.rafthold.log.KnownLog;
import io.rafthold.log.LogCut;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogRepair;
import io.rafthold.log.LogSettings;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.server.ClusterMemory;
import io.rafthold.sim.SimRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;

/**
 * One broker's disk. It outlives the broker's process; what was not forced does not outlive its
 * machine. Faults are set from outside and met by whatever writes next.
 */
public final class SimDisk {
  private static final int NEVER = -1;

  /** What is kept free of records. */
  public static final long RESERVE_BYTES = 1_000_000;

  /** Of so many times that something rots, it is a state once. */
  private static final int STATES_ROT_ONE_IN = 4;

  /** Bit 62 of the third number of a vote file is not the life's. */
  private static final long LIFE_MASK = (1L << 61) - 1;

  private final int brokerId;
  private final SimRandom random;
  private final DiskWatcher watcher;
  private final int segmentBytes;
  private final TreeMap<Integer, GroupDirectory> groups = new TreeMap<>();
  private final TreeSet<Integer> forgetful = new TreeSet<>();
  private boolean isFull;
  private long usableBytes = 2 * RESERVE_BYTES;
  private boolean failsForce;
  private int operationsUntilFailure = NEVER;
  private boolean failureLosesPower;
  private long uncleanStop;
  private boolean hasRefused;
  private final Rot rot = new Rot();
  private boolean isDead;
  private boolean isWiped;
  private boolean hasFailedForce;
  private SimFailure failure;
  private int directoryHash;
  private ClusterMemory memory = ClusterMemory.NOTHING;

  /**
   * Makes an empty disk.
   *
   * @param segmentBytes size at which logs on it roll, whatever the topic says: small, so that they
   *     do
   */
  public SimDisk(int brokerId, SimRandom random, DiskWatcher watcher, int segmentBytes) {
    this.brokerId = brokerId;
    this.random = random;
    this.watcher = watcher;
    this.segmentBytes = segmentBytes;
    directoryHash = (int) random.next() | 1;
  }

  int brokerId() {
    return brokerId;
  }

  SimRandom random() {
    return random;
  }

  DiskWatcher watcher() {
    return watcher;
  }

  /**
   * Opens a group's files, and makes them where there are none.
   *
   * @throws io.rafthold.log.LogDamageException where they are damaged
   */
  public ReplicaFiles open(int groupId) {
    rot.opened(groupId);
    final GroupDirectory directory = groups.computeIfAbsent(groupId, GroupDirectory::new);
    final ProgressFile progress = progress(directory);
    final BlobFile start = blob(directory, "start", TwoSlotFile.Kind.START);
    return new ReplicaFiles(
        SegmentedLog.open(
            new SimSegmentStore(this, directory),
            new LogSettings(segmentBytes, LogSettings.MAX_BATCH_BYTES),
            known(directory, progress, start)),
        vote(directory),
        progress,
        blob(directory, "membership", TwoSlotFile.Kind.MEMBERSHIP),
        start,
        uncleanStop);
  }

  private static KnownLog known(GroupDirectory directory, ProgressFile progress, BlobFile start) {
    return new KnownLog(
        progress.flushedIndex(), ReplicaFiles.startIndex(start), directory.groupId > 0, null);
  }

  /**
   * Opens a group's files whose log is damaged, as the product does: a new life first, then the log
   * is cut before the damage.
   *
   * @param damage why they do not open
   */
  public ReplicaFiles repair(int groupId, LogDamageException damage) {
    // It is less from the first step on, should the process die in the middle.
    forgetful.add(groupId);
    final GroupDirectory directory = groups.get(groupId);
    final ProgressFile progress = progress(directory);
    try (VoteFile vote = vote(directory);
        SegmentStore store = new SimSegmentStore(this, directory)) {
      vote.startLifeAfterDamage();
      final BlobFile start = blob(directory, "start", TwoSlotFile.Kind.START);
      final LogCut cut = LogRepair.survey(store, known(directory, progress, start).with(damage));
      if (cut != null) {
        LogRepair.cut(store, cut, "damaged");
        progress.write(cut.start().baseIndex() - 1, progress.knownCommitIndex());
      }
    }
    rot.repaired(groupId);
    return open(groupId);
  }

  private ProgressFile progress(GroupDirectory directory) {
    return ProgressFile.open(
        new SimSlotDisk(this, directory.groupId, directory.slot("progress"), false),
        name(directory),
        directory.groupId);
  }

  private VoteFile vote(GroupDirectory directory) {
    return VoteFile.open(
        new SimSlotDisk(this, directory.groupId, directory.slot("vote"), true),
        name(directory),
        directory.groupId);
  }

  private String name(GroupDirectory directory) {
    return "broker-" + brokerId + "/group-" + directory.groupId;
  }

  private BlobFile blob(GroupDirectory directory, String file, TwoSlotFile.Kind kind) {
    final String name = name(directory) + "/" + file;
    return BlobFile.open(
        new SimSlotDisk(this, directory.groupId, directory.slot(file), false),
        name,
        kind,
        directory.groupId);
  }

  /** Says which segments a group has here: ordinal, first index, bytes written, bytes forced. */
  public String describe(int groupId) {
    return groups.get(groupId).describe();
  }

  /** Tells whether a group has a directory. */
  public boolean exists(int groupId) {
    return groups.containsKey(groupId);
  }

  /** Returns the hash of the directory's random id, never 0. */
  public int directoryHash() {
    return directoryHash;
  }

  /** Returns what was remembered of the metadata. */
  public ClusterMemory memory() {
    return memory;
  }

  /** Remembers something of the metadata; forced on return. */
  public void memory(ClusterMemory value) {
    beforeWrite(0);
    memory = value;
  }

  /** Deletes a group's directory. */
  public void delete(int groupId) {
    beforeWrite(0);
    groups.remove(groupId);
  }

  /** Returns the groups that lie here. */
  public Collection<Integer> groups() {
    return groups.keySet();
  }

  /** Tells whether a group's log here may have forgotten entries. */
  public boolean mayHaveForgotten(int groupId) {
    return forgetful.contains(groupId);
  }

  /**
   * A group's replica here knows that it has caught up; false where its disk knows no such thing.
   */
  public boolean rejoined(int groupId) {
    final GroupDirectory group = groups.get(groupId);
    return (group == null || !group.isRejoining) && forgetful.remove(groupId);
  }

  /** Takes away what was not forced. */
  public void losePower() {
    forgetful.addAll(groups.keySet());
    groups.values().forEach(group -> group.losePower(random));
    uncleanStop++;
  }

  /** Takes a group's flush mark away, which is never forced. */
  void loseMark(int groupId) {
    groups.get(groupId).loseMark();
  }

  /** Forgets everything: a new disk. */
  public void wipe() {
    groups.clear();
    isWiped = true;
    directoryHash = (int) random.next() | 1;
    memory = ClusterMemory.NOTHING;
    uncleanStop = 0;
  }

  /**
   * Flips a bit of something that was forced.
   *
   * @return the group that it belongs to, or -1 where there is nothing
   */
  public int rot() {
    if (groups.isEmpty() || uncleanStop > 0) {
      // A mark that power took is behind the truth, and damage beyond it is taken for a torn tail.
      return NEVER;
    }
    final int skip = random.below(2) == 0 ? 0 : random.below(groups.size());
    final GroupDirectory group = groups.values().stream().skip(skip).findFirst().orElseThrow();
    if (random.below(STATES_ROT_ONE_IN) == 0 && group.states.rot(random)) {
      // Nobody may notice: what it holds is derived from the log.
      return NEVER;
    }
    if (!group.rot(random)) {
      return NEVER;
    }
    rot.begin(group.groupId);
    forgetful.add(group.groupId);
    return group.groupId;
  }

  /**
   * Flips a bit of a flushed entry in a segment that a start would trust.
   *
   * @param committedIndexes up to where the entries of a group are committed
   * @return which entries that may cost; null where there are none
   */
  public Rot.Hidden rotHidden(IntToLongFunction committedIndexes) {
    return rot.hide(groups, committedIndexes, random);
  }

  /** Returns up to where entries are known to be on the disk. */
  public long markedIndex(int groupId) {
    final FlushMark mark = groups.get(groupId).mark();
    return mark == null ? 0 : mark.flushedIndex();
  }

  /** Returns the failure that ended the broker, once, also where somebody caught it. */
  public SimFailure takeFailure() {
    final SimFailure taken = failure;
    failure = null;
    return taken;
  }

  /** Tells whether an operation was refused since the broker started. */
  public boolean hasRefused() {
    return hasRefused;
  }

  /** Tells whether a force failed since the broker started. */
  public boolean hasFailedForce() {
    return hasFailedForce;
  }

  /** Tells whether the disk was replaced by a blank one. */
  public boolean isWiped() {
    return isWiped;
  }

  /** Tells whether the machine is about to lose power in an operation. */
  public boolean isArmedForPower() {
    return operationsUntilFailure >= 0 && failureLosesPower;
  }

  /** Tells whether something was damaged that was not opened since. */
  public boolean hasUnseenRot() {
    return rot.isUnseen(groups);
  }

  /** Tells whether something that was forced was damaged. */
  public boolean hasRotted() {
    return rot.hasBegun();
  }

  /** Lets appends and creations fail, or not any more. */
  public void full(boolean value) {
    isFull = value;
  }

  /** Leaves less than the reserve, or gives room back. */
  public void scarce(boolean value) {
    usableBytes = value ? random.below((int) RESERVE_BYTES) : 2 * RESERVE_BYTES;
  }

  /** Returns what the file system says is free. */
  public long usableBytes() {
    return usableBytes;
  }

  /** Lets the next force fail. */
  public void failNextForce() {
    failsForce = true;
  }

  /** Ends the broker in the middle of one of its next operations. */
  public void failAfter(int operations, boolean losesPower) {
    operationsUntilFailure = operations;
    failureLosesPower = losesPower;
  }

  /** Forgets faults that were set and not met. */
  public void disarm() {
    operationsUntilFailure = NEVER;
    failsForce = false;
  }

  /** The process that used the disk has ended, and with it what it had met. */
  public void processEnded() {
    disarm();
    isDead = false;
    hasRefused = false;
    hasFailedForce = false;
  }

  void beforeWrite(int length) {
    countOperation();
    if (isFull && length > 0) {
      hasRefused = true;
      throw new UncheckedIOException(new IOException("No space left on device"));
    }
  }

  void beforeForce() {
    countOperation();
    if (failsForce) {
      failsForce = false;
      hasRefused = true;
      hasFailedForce = true;
      throw new FlushFailedException("cannot flush", new IOException("Input/output error"));
    }
  }

  private void countOperation() {
    if (isDead) {
      throw failure == null ? new SimFailure(false) : failure;
    }
    if (operationsUntilFailure >= 0 && operationsUntilFailure-- == 0) {
      operationsUntilFailure = NEVER;
      // What cleans up behind the failure must not reach the disk: nobody is there to do so.
      isDead = true;
      failure = new SimFailure(failureLosesPower);
      throw failure;
    }
  }

  void noteHardState(int groupId, int slot) {
    if (!groups.containsKey(groupId)) {
      // Written into a file that was deleted under its writer.
      return;
    }
    final SimSlotDisk file = new SimSlotDisk(this, groupId, groups.get(groupId).slot("vote"), true);
    final long life = file.value(slot, 2);
    final boolean isRejoining = (life & ~LIFE_MASK) != 0;
    groups.get(groupId).isRejoining = isRejoining;
    final int vote = (int) file.value(slot, 1);
    watcher.onHardState(
        brokerId, groupId, file.value(slot, 0), vote, life & LIFE_MASK, isRejoining);
  }
}
