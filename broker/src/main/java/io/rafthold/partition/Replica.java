package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import io.rafthold.raft.RaftSettings;
import io.rafthold.raft.RandomSource;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * One replica of a partition. Inputs (messages, proposals) act at once on the core and the log;
 * {@link #doWork} then completes the duty cycle: what was decided goes out, what was committed is
 * applied and acknowledged, what must be flushed is handed over. All methods belong to the
 * partition agent's thread.
 */
public final class Replica extends ReplicaRequests implements AutoCloseable {
  private final ReplicaSettings settings;
  private final int quarantined;
  private final RaftCore core;
  private final ReplicaLog log;
  private final Durability durability;
  private final FlushProgress flushes;
  private final Upkeep upkeep;
  private final Memberships memberships;
  private final AppendReceiver appends;
  private final DiskRefusals refusals;
  private final DerivedState derived;
  private final Retention retention;
  private final PublishedPosition position;
  private final Replicator replicator;
  private final Quiescence quiescence;
  private final MessageReceiver messages;
  private final Proposals proposals;
  private final CursorProposals cursors;
  private final CommitRelease committed;
  private final ReadQueue reads;
  private final ReplicaListener listener;
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
    quarantined = files.quarantined();
    final boolean flushGatesCommit = raftSettings.commitLevel() == CommitLevel.FLUSHED;
    final MembershipRecord record = files.membershipRecord(initial.selfId());
    files.drawConclusions(record == null ? 0 : record.uncleanStop(), flushGatesCommit);
    upkeep = context.upkeepOf(log, nowNs);
    durability = new Durability(files, flushGatesCommit, upkeep, context.flushNotices().of(this));
    final StateDecoder decoder = new StateDecoder(initial.selfId(), ProducerLimits.STANDARD);
    final Consumer<LogDamageException> ignored = context.stateIgnored(settings.groupId());
    final DerivedState.Found found =
        DerivedState.foundIn(files, decoder, committedEntries.needsWholeLog());
    final MembershipLog recovered = Memberships.recover(record, found.start(), log, initial);
    memberships = new Memberships(log, durability, files.uncleanStop(), recovered);
    final LogTermsView terms = new LogTermsView(log);
    core =
        new RaftCore(
            raftSettings,
            recovered,
            terms,
            files.hardState(),
            random,
            context.observer(settings.groupId()),
            nowNs);
    core.rememberCommit(
        Math.max(files.progressFile().knownCommitIndex(), found.newestIndex()),
        Math.max(files.progressFile().commitIndex(), found.newestIndex()));
    flushes = new FlushProgress(core, log, durability, context.flushScheduler());
    refusals = new DiskRefusals(context.room());
    derived =
        new DerivedState(
            core, files, flushes, memberships, decoder, committedEntries, upkeep, ignored, found);
    terms.installation(derived.installation());
    position = new PublishedPosition(core, log, tables(), files.position());
    appends =
        new AppendReceiver(core, log, flushes, memberships, derived, refusals, context.entries());
    listener = context.listener();
    retention = new Retention(core, log, derived, context.retention());
    proposals =
        new Proposals(
            this,
            settings,
            core,
            log,
            tables(),
            refusals,
            context.ackSink(),
            context.producerIds(),
            new CommitStages(context.stageMeter()));
    cursors =
        new CursorProposals(this, core, log, tables(), proposals, refusals, context.cursorSink());
    committed = new CommitRelease(core, log, flushes, durability, proposals, cursors);
    reads = new ReadQueue(this, core, context.readSink());
    replicator =
        new Replicator(settings.groupId(), core, log, context.sender(), derived.installation());
    quiescence = new Quiescence(this, settings.groupId(), core, context.sender());
    messages = new MessageReceiver(core, quiescence);
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

  /**
   * Takes a message of another broker in, any but an append request.
   *
   * @return whether a duty cycle is to follow
   */
  boolean onMessage(RaftMessage message, long nowNs) {
    try {
      return !isRetired && messages.receive(message, nowNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return false;
    }
  }

  /**
   * Takes an append request in (dissertation 3.5).
   *
   * @param position of the entries in the buffer
   * @param length bytes of all entries together
   * @param entryCount as announced
   * @return false where the entries are damaged, not what was announced, or do not take up the
   *     log's offset: nothing was appended
   */
  boolean onAppendRequest(
      RaftMessage message,
      DirectBuffer buffer,
      int position,
      int length,
      int entryCount,
      long nowNs) {
    try {
      quiescence.leaderSpoke(message.from());
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
      quiescence.leaderSpoke(message.from());
      return !isRetired && derived.installation().onRequest(message, part, nowNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return true;
    }
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
    quiescence.begin(nowNs);
    quiescence.review();
    int work = flushes.takeResults() + derived.installation().complete(nowNs);
    reads.begin(nowNs);
    if (!quiescence.isQuiet() && nowNs >= core.nextDeadlineNs()) {
      core.tick(nowNs);
    }
    work += noticeLeadership(epochNs);
    refusals.report(this, listener, nowNs);
    core.endCycle(nowNs);
    if (watch.lookForRejoining()) {
      listener.onRejoiningChanged(this);
    }
    core.drainImmediate(quiescence);
    core.drainFlushed(quiescence);
    if (core.isLeader()) {
      work += replicator.replicate(nowNs);
      work += tables().advanceTip();
    }
    work += committed.release(tables());
    work += reads.release(nowNs);
    work += retention.doWork(nowNs, epochNs);
    position.publish();
    flushes.request(nowNs);
    work += upkeep.doWork(nowNs);
    quiescence.endCycle(upkeep.lookInNs());
    return work;
  }

  /** Tells whether the next cycle has work without an answer, a notice or a time to wait for. */
  public boolean isBusy() {
    return flushes.hasResults()
        || tables().appliedIndex() < core.commitIndex()
        || core.hasRefused()
        || (core.isLeader() && !tables().isTipReady());
  }

  /** Tells whether there is more to send than a link, or the bound of a cycle, let through. */
  public boolean isHeldUp() {
    return core.isLeader() && replicator.isHeldUp();
  }

  /** Returns when {@link #doWork} has something to do even if nothing comes in; MAX for never. */
  public long nextDeadlineNs() {
    final long ownNs =
        Math.min(
            retention.nextDeadlineNs(), Math.min(flushes.nextDeadlineNs(), reads.nextDeadlineNs()));
    final long feedNs = core.isLeader() ? replicator.nextDeadlineNs() : Long.MAX_VALUE;
    return Math.min(quiescence.nextDeadlineNs(), Math.min(ownNs, feedNs));
  }

  private int noticeLeadership(long epochNs) {
    if (watch.isReignOver()) {
      proposals.abandon(ErrorCode.NOT_LEADER);
      cursors.abandon(ErrorCode.NOT_LEADER);
      reads.abandon(ErrorCode.NOT_LEADER);
      tables().dropTip();
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

  /** Returns how many of its files and segments had been set aside as damaged when it opened. */
  public int quarantined() {
    return quarantined;
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
  Proposals proposals() {
    return proposals;
  }

  @Override
  CursorProposals cursors() {
    return cursors;
  }

  @Override
  CommitStages stages() {
    return proposals.stages();
  }

  @Override
  Quiescence quiescence() {
    return quiescence;
  }

  @Override
  ReadQueue reads() {
    return reads;
  }

  @Override
  Memberships memberships() {
    return memberships;
  }

  @Override
  DerivedIndex tables() {
    return derived.tables();
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
    // First: who is told by this may ask, and must not be answered out of a log that is damaged.
    isRetired = true;
    proposals.abandon(reason);
    cursors.abandon(reason);
    reads.abandon(reason);
    endWork();
  }

  private void endWork() {
    isRetired = true;
    quiescence.end();
    replicator.close();
    derived.close();
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

  /** Lets go of the files as a process that dies does: nothing is flushed, nobody is answered. */
  public void abandon() {
    if (!isRetired) {
      endWork();
      durability.discard();
    }
  }
}
