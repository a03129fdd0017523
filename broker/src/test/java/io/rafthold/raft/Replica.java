package io.rafthold.raft;

import java.util.function.Consumer;

/**
 * One broker's replica under test: the real core, driven as the partition drives it, over a log in
 * memory and a disk that knows only what was flushed.
 */
final class Replica {
  private final RaftSettings settings;
  private final Membership membership;
  private final RandomSource random;
  private final Consumer<Envelope> network;
  private final Consumer<String> trace;
  private final MemoryLog log = new MemoryLog();
  private final MemoryLog diskLog = new MemoryLog();
  private final MemoryLog flushingLog = new MemoryLog();
  private final RaftMessage request = new RaftMessage();
  private HardState diskHardState = HardState.INITIAL;
  private HardState writingHardState;
  private long writingVersion;
  private long flushingTo;
  private long flushedTo;
  private boolean flushing;
  private boolean alive;
  private boolean hasForgotten;
  private boolean isDamaged;
  private boolean wasRejoining;
  private long rememberedCommitIndex;
  private int maxEntriesPerMessage = Integer.MAX_VALUE;
  private RaftCore core;
  private String tracedRole = "";
  private String tracedCommit = "";
  private String tracedMembership = "";
  private boolean tracedRejoining;
  private int installs;
  private int changes;
  private int rejoins;

  Replica(
      RaftSettings settings,
      Membership membership,
      RandomSource random,
      Consumer<Envelope> network,
      Consumer<String> trace) { // null: no trace
    this.settings = settings;
    this.membership = membership;
    this.random = random;
    this.network = network;
    this.trace = trace;
  }

  /** What the disk holds before the first start. */
  void prepare(HardState hardState, long... terms) {
    diskHardState = hardState;
    for (long term : terms) {
      log.append(term, term);
    }
    diskLog.copyFrom(log);
  }

  void start(long nowNs) {
    if (isDamaged) {
      diskHardState = diskHardState.nextLifeAfterDamage();
    } else if (hasForgotten) {
      diskHardState = diskHardState.nextLife();
    }
    hasForgotten = false;
    isDamaged = false;
    core = new RaftCore(settings, log.memberships(membership), log, diskHardState, random, nowNs);
    core.rememberCommit(
        rememberedCommitIndex,
        rememberedCommitIndex <= log.lastIndex() ? rememberedCommitIndex : 0);
    wasRejoining = core.isRejoining();
    alive = true;
    flushing = false;
    flushedTo = 0;
    writingHardState = null;
    tracedRole = roleLine();
    tracedCommit = core.commitIndex() + "/" + core.durableIndex();
    tracedMembership = membershipLine();
    tracedRejoining = core.isRejoining();
    trace("starts, term " + core.term() + ", log " + log + livedLine());
  }

  /** Ends without a warning; what was not flushed survives a process, but no power loss. */
  void crash(boolean powerLoss) {
    alive = false;
    if (powerLoss) {
      log.copyFrom(diskLog);
      // Where appended entries count, this is more than Raft allows a replica to lose.
      hasForgotten |= settings.commitLevel() == CommitLevel.APPENDED;
    }
    trace(powerLoss ? "loses power" : "crashes");
  }

  /** Ends, and has lost what is behind that index, flushed or not; it knows that it did. */
  void damage(long lastIndex) {
    alive = false;
    log.copyFrom(diskLog);
    if (lastIndex < log.lastIndex() && lastIndex >= log.firstIndex() - 1) {
      log.truncateFrom(lastIndex + 1);
      diskLog.copyFrom(log);
    }
    hasForgotten = true;
    isDamaged = true;
    trace("loses its log behind " + log.lastIndex());
  }

  /** Retention removes what is before that index, committed and flushed. */
  void removeBefore(long index) {
    log.removeBefore(index);
    diskLog.removeBefore(index);
  }

  /** Tells whether this replica is rejoining, or will be when it starts. */
  boolean mayHaveForgotten() {
    return hasForgotten || diskHardState.isRejoining() || (alive && core.isRejoining());
  }

  /** Tells whether this replica has lost what was flushed, and does not have it again. */
  boolean mayLackWhatWasFlushed() {
    return isDamaged || diskHardState.isDamaged() || (alive && core.isDamaged());
  }

  /** The memberships of the log, from the first one on. */
  MembershipLog memberships() {
    return log.memberships(membership);
  }

  int id() {
    return membership.selfId();
  }

  boolean isLeader() {
    return alive && core.isLeader();
  }

  boolean isAlive() {
    return alive;
  }

  RaftCore core() {
    return core;
  }

  MemoryLog log() {
    return log;
  }

  MemoryLog diskLog() {
    return diskLog;
  }

  void maxEntriesPerMessage(int value) {
    maxEntriesPerMessage = value;
  }

  void tick(long nowNs) {
    core.tick(nowNs);
    traceChanges();
  }

  void campaign(long nowNs) {
    core.campaign(nowNs);
    traceChanges();
  }

  /** Appends one entry of its term, if it leads. */
  boolean propose(long value) {
    if (!core.isLeader() || core.noOpDue()) {
      return false;
    }
    log.append(core.term(), value);
    core.appended(log.lastIndex());
    return true;
  }

  /** Appends a membership, if the core accepts it. */
  MembershipVerdict change(Membership next) {
    MembershipVerdict verdict = core.proposeMembership(next);
    if (verdict == MembershipVerdict.ACCEPTED) {
      log.append(core.term(), 0, next);
      changes++;
      core.membershipAppended(log.lastIndex(), next);
      core.appended(log.lastIndex());
      traceChanges();
    }
    return verdict;
  }

  void receive(Envelope envelope, long nowNs) {
    if (envelope.message().type() == MessageType.INSTALL_REQUEST) {
      install(envelope, nowNs);
    } else if (envelope.message().type() == MessageType.APPEND_REQUEST) {
      AppendVerdict verdict = core.receiveAppend(envelope.message(), envelope, nowNs);
      traceChanges();
      apply(verdict, envelope);
    } else {
      core.receive(envelope.message(), nowNs);
    }
    traceChanges();
  }

  private void install(Envelope envelope, long nowNs) {
    RaftMessage request = envelope.message();
    Membership atPrev = envelope.installedMembership();
    if (core.receiveInstall(request, atPrev, nowNs)) {
      log.install(envelope.installedLog(), request.prevIndex());
      installs++;
      diskLog.copyFrom(log);
      flushing = false;
      flushedTo = log.lastIndex();
      trace("begins its log behind " + request.prevIndex() + "@" + request.prevTerm());
      core.installed(request.prevIndex(), request.prevTerm(), atPrev, nowNs);
    }
  }

  private void apply(AppendVerdict verdict, Envelope envelope) {
    long acceptFrom = verdict.acceptFrom();
    long acceptTo = verdict.acceptTo();
    if (verdict.truncateFrom() > 0) {
      trace("truncates from " + verdict.truncateFrom());
      log.truncateFrom(verdict.truncateFrom());
      flushingTo = Math.min(flushingTo, verdict.truncateFrom() - 1);
      flushedTo = Math.min(flushedTo, verdict.truncateFrom() - 1);
    }
    if (acceptFrom > 0) {
      for (long index = acceptFrom; index <= acceptTo; index++) {
        envelope.copyTo(log, index);
      }
      trace("appends " + acceptFrom + ".." + acceptTo);
      core.appended(log.lastIndex());
    }
  }

  /** Begins to write the hard state, if it changed and no write is under way. */
  void beginWrite() {
    if (writingHardState == null && !core.hardState().equals(diskHardState)) {
      writingHardState = core.hardState();
      writingVersion = core.hardStateVersion();
    }
  }

  boolean completeWrite() {
    if (writingHardState == null) {
      return false;
    }
    diskHardState = writingHardState;
    writingHardState = null;
    trace("wrote term " + diskHardState.term() + " vote " + diskHardState.votedFor() + livedLine());
    core.hardStateFlushed(writingVersion);
    traceChanges();
    return true;
  }

  /** Begins to flush the log as it is now, if no flush is under way. */
  void beginFlush() {
    if (!flushing) {
      flushing = true;
      flushingLog.copyFrom(log);
      flushingTo = log.lastIndex();
    }
  }

  /** Ends the flush: the disk holds what the log held at its beginning. */
  boolean completeFlush() {
    if (!flushing) {
      return false;
    }
    flushing = false;
    boolean news = flushingLog.lastIndex() != diskLog.lastIndex() || flushingTo != flushedTo;
    diskLog.copyFrom(flushingLog);
    flushedTo = flushingTo;
    if (news) {
      trace("flushed " + flushingTo);
    }
    core.flushed(flushingTo);
    return news;
  }

  /** How often this replica began its log anew. */
  int installs() {
    return installs;
  }

  /** How many memberships it appended as a leader. */
  int changes() {
    return changes;
  }

  /** How often it caught up after it had forgotten entries. */
  int rejoins() {
    return rejoins;
  }

  /** Ends a duty cycle: no-op, appends to the followers, and both outboxes. */
  void endCycle(long nowNs) {
    if (core.noOpDue()) {
      log.append(core.term(), 0);
      core.appended(log.lastIndex());
      trace("appends no-op " + log.lastIndex());
    }
    core.endCycle(nowNs);
    traceChanges();
    Membership members = core.membership();
    for (int i = 0; i < members.voterCount(); i++) {
      feed(members.voterAt(i), nowNs);
    }
    for (int i = 0; i < members.learnerCount(); i++) {
      feed(members.learnerAt(i), nowNs);
    }
    core.drainImmediate(this::send);
    core.drainFlushed(this::send);
    rememberedCommitIndex = Math.max(rememberedCommitIndex, core.commitIndex());
    rejoins += wasRejoining && !core.isRejoining() ? 1 : 0;
    wasRejoining = core.isRejoining();
  }

  private void feed(int follower, long nowNs) {
    if (core.nextAppend(follower, request, nowNs)) {
      Envelope envelope = Envelope.withEntries(request, log, maxEntriesPerMessage);
      core.appendSent(follower, envelope.message().lastIndex(), nowNs);
      network.accept(envelope);
    } else if (core.nextInstall(follower, request, nowNs)) {
      Membership atPrev = core.memberships().holdingAt(request.prevIndex());
      network.accept(Envelope.withInstall(request, log, atPrev));
      core.installSent(follower, nowNs);
    }
  }

  private boolean send(RaftMessage message) {
    network.accept(Envelope.of(message));
    return true;
  }

  private void traceChanges() {
    if (trace == null) {
      return;
    }
    String role = roleLine();
    if (!role.equals(tracedRole)) {
      tracedRole = role;
      trace(role);
    }
    if (core.isRejoining() != tracedRejoining) {
      tracedRejoining = core.isRejoining();
      trace("rejoins, life " + core.hardState().life());
    }
    String members = membershipLine();
    if (!members.equals(tracedMembership)) {
      tracedMembership = members;
      trace(members);
    }
    String commit = core.commitIndex() + "/" + core.durableIndex();
    if (!commit.equals(tracedCommit)) {
      tracedCommit = commit;
      trace("commit " + core.commitIndex() + " durable " + core.durableIndex());
    }
  }

  private String roleLine() {
    return core.role() + " term " + core.term() + " leader " + core.leaderId();
  }

  private String membershipLine() {
    String members = core.membership().toString();
    return members.substring(members.indexOf("voters"))
        + " from "
        + core.memberships().latestIndex();
  }

  private String livedLine() {
    return diskHardState.life() == 1
        ? ""
        : " life " + diskHardState.life() + (diskHardState.isRejoining() ? " rejoining" : "");
  }

  private void trace(String line) {
    if (trace != null) {
      trace.accept(id() + ": " + line);
    }
  }

  @Override
  public String toString() {
    return alive ? core + " log " + log + " disk " + diskLog : id() + " down, disk " + diskLog;
  }
}
