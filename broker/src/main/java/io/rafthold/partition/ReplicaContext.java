package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.CoreObserver;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/** What all replicas of a broker share. Used by the partition agent's thread. */
public final class ReplicaContext {
  private final PeerSender sender;
  private final FlushScheduler flushScheduler;
  private final Housekeeper housekeeper;
  private final AckSink ackSink;
  private final ReplicaListener listener;
  private final EntryBlock entries;
  private final FlushNotices flushNotices = new FlushNotices();
  private DiskRoom room = new DiskRoom(DiskSpace.PLENTY);
  private ReadSink readSink = ReadSink.NONE;
  private CursorSink cursorSink = CursorSink.NONE;
  private RetentionSettings retention = RetentionSettings.DEFAULTS;
  private ScrubSettings scrub = ScrubSettings.OFF;
  private RateLimit scrubRate = new RateLimit(0);
  private LongSupplier producerIdLimit = () -> Long.MAX_VALUE;
  private IntFunction<CoreObserver> observers = groupId -> CoreObserver.NONE;
  private StageMeter stageMeter = StageMeter.NONE;

  /**
   * Brings the parts together.
   *
   * @param sender the way to the other brokers
   * @param flushScheduler the way to the flush thread
   * @param housekeeper the way to the housekeeping thread
   * @param ackSink takes the answers to produce requests
   * @param listener hears of leadership changes
   */
  public ReplicaContext(
      PeerSender sender,
      FlushScheduler flushScheduler,
      Housekeeper housekeeper,
      AckSink ackSink,
      ReplicaListener listener) {
    this.sender = sender;
    this.flushScheduler = flushScheduler;
    this.housekeeper = housekeeper;
    this.ackSink = ackSink;
    this.listener = listener;
    entries = new EntryBlock(sender.brokerId());
  }

  /**
   * Ends a duty cycle, after all its replicas: sends what they say together.
   *
   * <p>Without it no heartbeat leaves.
   *
   * @param nowNs as given to the replicas
   */
  public void endCycle(long nowNs) {
    sender.endCycle(nowNs);
  }

  /**
   * Tells whether heartbeats or answers wait that a link has refused: another cycle is due soon.
   *
   * @return true until they have gone, or are too old
   */
  public boolean isAnyRefused() {
    return sender.isAnyRefused();
  }

  /**
   * Returns how many bundles of heartbeats or of their answers have gone out.
   *
   * @return a count that rises with links and time, not with groups
   */
  public long bundleCount() {
    return sender.bundleCount();
  }

  /**
   * Has the consensus cores of replicas that are made from now on watched, for traces.
   *
   * @param factory makes the observer of a group, by its id
   */
  public void observers(IntFunction<CoreObserver> factory) {
    observers = factory;
  }

  /**
   * Says who counts how long batches take, in replicas that are made from now on.
   *
   * @param meter for all replicas of the broker
   */
  public void stageMeter(StageMeter meter) {
    stageMeter = meter;
  }

  /**
   * Returns who of the replicas has something to look at that the flush thread did.
   *
   * @return for all replicas of the broker
   */
  public FlushNotices flushNotices() {
    return flushNotices;
  }

  StageMeter stageMeter() {
    return stageMeter;
  }

  /**
   * Names who takes the answers to reads of replicas that are made from now on.
   *
   * @param sink gets each answer once
   */
  public void readSink(ReadSink sink) {
    readSink = sink;
  }

  /**
   * Names who takes the answers about cursors of replicas that are made from now on.
   *
   * @param sink gets each answer once
   */
  public void cursorSink(CursorSink sink) {
    cursorSink = sink;
  }

  CursorSink cursorSink() {
    return cursorSink;
  }

  /**
   * Says how replicas that are made from now on enforce retention.
   *
   * @param settings of the broker
   */
  public void retention(RetentionSettings settings) {
    retention = settings;
  }

  /**
   * Says who has room for records, to replicas that are made from now on.
   *
   * @param disks this broker's and the others'
   */
  public void room(DiskRoom disks) {
    room = disks;
  }

  DiskRoom room() {
    return room;
  }

  /**
   * Says how replicas that are made from now on re-read their disks, all at one rate.
   *
   * @param settings of the broker
   */
  public void scrub(ScrubSettings settings) {
    scrub = settings;
    scrubRate = new RateLimit(settings.bytesPerSecond());
  }

  /** Returns a replica's housekeeping: its log's own, and what re-reads it, unless that is off. */
  Upkeep upkeepOf(ReplicaLog log, long nowNs) {
    final Upkeep upkeep = new Upkeep(housekeeper, new LogTask(log, room));
    if (!scrub.isOff()) {
      upkeep.add(new ScrubTask(log, scrub, scrubRate, nowNs));
    }
    return upkeep;
  }

  /**
   * Says which producer ids were given out, to replicas that are made from now on.
   *
   * @param limit returns the lowest id that was not, as far as this broker knows
   */
  public void producerIds(LongSupplier limit) {
    producerIdLimit = limit;
  }

  LongSupplier producerIds() {
    return producerIdLimit;
  }

  RetentionSettings retention() {
    return retention;
  }

  ReadSink readSink() {
    return readSink;
  }

  CoreObserver observer(int groupId) {
    return observers.apply(groupId);
  }

  PeerSender sender() {
    return sender;
  }

  FlushScheduler flushScheduler() {
    return flushScheduler;
  }

  AckSink ackSink() {
    return ackSink;
  }

  ReplicaListener listener() {
    return listener;
  }

  /** Returns who hears of states of a group that are damaged, and done without. */
  Consumer<LogDamageException> stateIgnored(int groupId) {
    return damage -> listener.onStateIgnored(groupId, damage);
  }

  /** Returns the place where append requests are taken apart, one at a time. */
  EntryBlock entries() {
    return entries;
  }
}
