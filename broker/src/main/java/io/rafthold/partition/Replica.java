package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import io.rafthold.raft.MembershipVerdict;
import io.rafthold.raft.MessageConsumer;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import io.rafthold.raft.RaftSettings;
import io.rafthold.raft.RandomSource;
import org.agrona.DirectBuffer;

/**
 * One replica of a partition. Inputs (messages, proposals) act at once on the core and the log;
 * {@link #doWork} then completes the duty cycle: what was decided goes out, what was committed is
 * applied and acknowledged, what must be flushed is handed over. All methods belong to the
 * partition agent's thread.
 */
public final class Replica extends ReplicaView implements AutoCloseable {
  private final ReplicaSettings settings;
  private final RaftCore core;
  private final ReplicaLog log;
  private final Durability durability;
  private final FlushProgress flushes;
  private final Upkeep upkeep;
  private final Memberships memberships;
  private final AppendReceiver appends;
  private final DiskRefusals refusals = new DiskRefusals();
  private final ProducerIndex producers;
  private final Installation installation;
  private final Retention retention;
  private final Replicator replicator;
  private final Proposals proposals;
  private final ReadQueue reads;
  private final ReplicaListener listener;
  private final MessageConsumer outbound;
  private boolean isRetired;
  private RuntimeException failure;
  private final LeadershipWatch watch;

  /**
   * Creates a replica over its open files, which it closes.
   *
   * @param initial who belongs to the group where neither the files nor the log say otherwise: for
   *     a new group's own brokers who founds it, for a broker that comes later the others
   */
  public Replica(
      ReplicaSettings settings,
      RaftSettings raftSettings,
      Membership initial,
      ReplicaFiles files,
      ReplicaContext context,
      CommittedEntryHandler committedEntries,
      RandomSource random,
      long nowNs) {
    this.settings = settings;
    log = files.log();
    final boolean flushGatesCommit = raftSettings.commitLevel() == CommitLevel.FLUSHED;
    final MembershipRecord record = files.membershipRecord(initial.selfId());
    files.drawConclusions(record == null ? 0 : record.uncleanStop(), flushGatesCommit);
    upkeep = new Upkeep(context.housekeeper());
    durability = new Durability(files, flushGatesCommit, upkeep);
    final StartState start = files.startState(initial.selfId());
    final MembershipLog recovered = Memberships.recover(record, start, log, initial);
    memberships = new Memberships(log, durability, files.uncleanStop(), recovered);
    core =
        new RaftCore(
            raftSettings,
            recovered,
            new LogTermsView(log),
            files.hardState(),
            random,
            context.observer(settings.groupId()),
            nowNs);
    core.rememberCommit(files.progressFile().knownCommitIndex());
    flushes = new FlushProgress(core, log, durability, context.flushScheduler());
    appends = new AppendReceiver(core, log, flushes, memberships, refusals, context.entries());
    listener = context.listener();
    producers = new ProducerIndex(log, committedEntries);
    if (start != null) {
      producers.startFrom(start);
    }
    installation = new Installation(core, files, flushes, memberships, producers, start);
    retention = new Retention(core, log, installation, context.retention());
    proposals = new Proposals(this, settings, core, log, producers, refusals, context.ackSink());
    reads = new ReadQueue(this, core, context.readSink());
    replicator = new Replicator(settings.groupId(), core, log, context.sender(), installation);
    outbound = message -> context.sender().send(settings.groupId(), message);
    watch = new LeadershipWatch(core);
  }

  /** Starts an election at once; for the preferred leader of a new group. */
  public void campaign(long nowNs) {
    try {
      core.campaign(nowNs);
    } catch (RuntimeException cause) {
      fail(cause);
    }
  }

  /** Takes a message of another broker in, any but an append request. */
  void onMessage(RaftMessage message, long nowNs) {
    try {
      if (!isRetired) {
        core.receive(message, nowNs);
      }
    } catch (RuntimeException cause) {
      fail(cause);
    }
  }

  /**
   * Takes an append request in (dissertation 3.5).
   *
   * @param position of the entries in the buffer
   * @param length bytes of all entries together
   * @param entryCount as announced
   * @return false where the entries are damaged or not what was announced: nothing was done
   */
  boolean onAppendRequest(
      RaftMessage message,
      DirectBuffer buffer,
      int position,
      int length,
      int entryCount,
      long nowNs) {
    try {
      return !isRetired
          && appends.onAppendRequest(message, buffer, position, length, entryCount, nowNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return true;
    }
  }

  /**
   * Takes a part of an install request in; false where it was dropped as unsound or out of turn.
   */
  boolean onInstallRequest(RaftMessage message, InstallCodec part, long nowNs) {
    try {
      return !isRetired && installation.onRequest(message, part, nowNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return true;
    }
  }

  /**
   * Appends a producer's batch where this replica leads. The answer follows by {@link AckSink} when
   * the batch is committed at its level.
   *
   * @param level the producer's wish, or null; weaker than the topic's counts as the topic's
   * @return OK where an answer will follow (or has just gone), else the error to answer now
   */
  public ErrorCode produce(
      DirectBuffer buffer,
      int position,
      int length,
      AckLevel level,
      long sessionId,
      long correlationId,
      long epochNs) {
    try {
      return isRetired
          ? ErrorCode.NOT_LEADER
          : proposals.produce(buffer, position, length, level, sessionId, correlationId, epochNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return ErrorCode.NOT_LEADER;
    }
  }

  /**
   * Appends a control entry where this replica leads.
   *
   * @return its index, or -1 where this replica does not lead or hands over: try again
   */
  public long proposeControl(
      EntryType type, DirectBuffer body, int position, int length, long epochNs) {
    try {
      return isRetired ? -1 : proposals.proposeControl(type, body, position, length, epochNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return -1;
    }
  }

  /**
   * Appends a change of members where this replica leads (dissertation 4.1); it is effective at
   * once.
   *
   * @param next one step from {@link #membership()}
   * @return whether it was appended, or why not
   */
  public MembershipVerdict changeMembership(Membership next, long epochNs) {
    try {
      return isRetired
          ? MembershipVerdict.NOT_LEADER
          : proposals.changeMembership(next, memberships, epochNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return MembershipVerdict.NOT_LEADER;
    }
  }

  /**
   * Asks for a linearizable look at the end of the log (dissertation 6.4). The answer follows by
   * {@link ReadSink} when a majority has confirmed that this replica still leads; then {@link
   * #commitOffset} is not below any offset that was acknowledged before this call.
   *
   * @return OK where an answer will follow, else the error to answer now
   */
  public ErrorCode read(long sessionId, long correlationId) {
    return isRetired ? ErrorCode.NOT_LEADER : reads.add(sessionId, correlationId);
  }

  /**
   * Hands the leadership over to another voter (dissertation 3.10). Until that leads, or an
   * election's time has passed, producers are told OVERLOADED; what was appended before is
   * acknowledged as soon as it is committed, and as unknown where this replica is no longer the one
   * to know.
   *
   * @param nowNs the duty cycle's time
   * @return false where this replica does not lead, or is being removed, or the other one is not
   *     another voter
   */
  public boolean transfer(int toBrokerId, long nowNs) {
    return !isRetired && core.transfer(toBrokerId, nowNs);
  }

  /**
   * Completes a duty cycle. Whatever is broken in this replica ends it, and nothing else.
   *
   * @param nowNs monotonic clock
   * @param epochNs wall clock
   * @return work count
   */
  public int doWork(long nowNs, long epochNs) {
    try {
      return isRetired ? 0 : cycle(nowNs, epochNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return 1;
    }
  }

  private int cycle(long nowNs, long epochNs) {
    int work = flushes.takeResults();
    reads.begin(nowNs);
    if (nowNs >= core.nextDeadlineNs()) {
      core.tick(nowNs);
    }
    work += noticeLeadership(epochNs);
    refusals.report(this, listener, nowNs);
    core.endCycle(nowNs);
    if (watch.lookForRejoining()) {
      listener.onRejoiningChanged(this);
    }
    core.drainImmediate(outbound);
    core.drainFlushed(outbound);
    if (core.isLeader()) {
      work += replicator.replicate(nowNs);
      work += producers.advanceTip();
    }
    work += releaseCommitted();
    work += reads.release(nowNs);
    work += retention.doWork(nowNs, epochNs);
    flushes.request(nowNs);
    return work + upkeep.doWork(nowNs);
  }

  /** Tells whether the next cycle may have work without any new input. */
  public boolean isBusy() {
    return flushes.isWaiting()
        || producers.appliedIndex() < core.commitIndex()
        || (core.isLeader() && core.commitIndex() < log.lastIndex());
  }

  /** Returns when {@link #doWork} has something to do even if nothing comes in; MAX for never. */
  public long nextDeadlineNs() {
    final long ownNs =
        Math.min(
            retention.nextDeadlineNs(), Math.min(flushes.nextDeadlineNs(), reads.nextDeadlineNs()));
    final long noticeNs = core.isLeader() ? replicator.noticeDeadlineNs() : Long.MAX_VALUE;
    return Math.min(core.nextDeadlineNs(), Math.min(ownNs, noticeNs));
  }

  private int noticeLeadership(long epochNs) {
    if (watch.isReignOver()) {
      proposals.abandon(ErrorCode.NOT_LEADER);
      reads.abandon(ErrorCode.NOT_LEADER);
      producers.dropTip();
    }
    if (core.noOpDue()) {
      proposals.appendNoOp(epochNs);
    }
    if (!watch.look()) {
      return 0;
    }
    listener.onLeadershipChanged(this);
    return 1;
  }

  private int releaseCommitted() {
    final long commitIndex = core.commitIndex();
    int work = producers.advance(commitIndex);
    flushes.committed(commitIndex);
    work += proposals.release(commitIndex, core.durableIndex());
    durability.flushAwaited(proposals.isAwaitingFlush());
    return work;
  }

  /** Returns the settings given at the start. */
  public ReplicaSettings settings() {
    return settings;
  }

  @Override
  RaftCore core() {
    return core;
  }

  @Override
  Retention retention() {
    return retention;
  }

  @Override
  ProducerIndex producers() {
    return producers;
  }

  @Override
  public ReplicaLog log() {
    return log;
  }

  @Override
  public boolean isRetired() {
    return isRetired;
  }

  /** Returns why the replica has failed, null where it has not. */
  public RuntimeException failure() {
    return failure;
  }

  /**
   * Ends a replica whose topic was deleted, on this thread; pending requests are answered so.
   *
   * @return what closes the files without a flush, on any thread
   */
  public AutoCloseable retire() {
    end(ErrorCode.UNKNOWN_GROUP);
    return files();
  }

  @Override
  public void fail(RuntimeException cause) {
    if (!isRetired) {
      failure = cause;
      end(ErrorCode.NOT_LEADER);
      listener.onFailed(this);
    }
  }

  /** Returns what closes the files of a failed replica without a flush, on any thread. */
  public AutoCloseable files() {
    return durability::discard;
  }

  private void end(ErrorCode reason) {
    isRetired = true;
    proposals.abandon(reason);
    reads.abandon(reason);
    replicator.close();
    producers.close();
    flushes.end();
    upkeep.end();
  }

  /** Flushes and closes the files; pending requests are answered as unknown here. */
  @Override
  public void close() {
    if (!isRetired) {
      end(ErrorCode.SHUTTING_DOWN);
      durability.close();
    }
  }
}
