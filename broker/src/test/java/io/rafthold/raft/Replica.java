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
  private int maxEntriesPerMessage = Integer.MAX_VALUE;
  private RaftCore core;
  private String tracedRole = "";
  private String tracedCommit = "";

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
    core = new RaftCore(settings, membership, log, diskHardState, random, nowNs);
    alive = true;
    flushing = false;
    flushedTo = 0;
    writingHardState = null;
    tracedRole = roleLine();
    tracedCommit = core.commitIndex() + "/" + core.durableIndex();
    trace("starts, term " + core.term() + ", log " + log);
  }

  /** Ends without a warning; what was not flushed survives a process, but no power loss. */
  void crash(boolean powerLoss) {
    alive = false;
    if (powerLoss) {
      log.copyFrom(diskLog);
    }
    trace(powerLoss ? "loses power" : "crashes");
  }

  int id() {
    return membership.selfId();
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

  void receive(Envelope envelope, long nowNs) {
    if (envelope.message().type() == MessageType.APPEND_REQUEST) {
      AppendVerdict verdict = core.receiveAppend(envelope.message(), envelope, nowNs);
      traceChanges();
      apply(verdict, envelope);
    } else {
      core.receive(envelope.message(), nowNs);
    }
    traceChanges();
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
        log.append(envelope.termOf(index), envelope.valueAt(index));
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
    trace("wrote term " + diskHardState.term() + " vote " + diskHardState.votedFor());
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

  /** Ends a duty cycle: no-op, appends to the followers, and both outboxes. */
  void endCycle(long nowNs) {
    if (core.noOpDue()) {
      log.append(core.term(), 0);
      core.appended(log.lastIndex());
      trace("appends no-op " + log.lastIndex());
    }
    core.endCycle(nowNs);
    traceChanges();
    for (int i = 0; i < membership.voterCount(); i++) {
      int follower = membership.voterAt(i);
      if (core.nextAppend(follower, request, nowNs)) {
        Envelope envelope = Envelope.withEntries(request, log, maxEntriesPerMessage);
        core.appendSent(follower, envelope.message().lastIndex(), nowNs);
        network.accept(envelope);
      }
    }
    core.drainImmediate(this::send);
    core.drainFlushed(this::send);
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
    String commit = core.commitIndex() + "/" + core.durableIndex();
    if (!commit.equals(tracedCommit)) {
      tracedCommit = commit;
      trace("commit " + core.commitIndex() + " durable " + core.durableIndex());
    }
  }

  private String roleLine() {
    return core.role() + " term " + core.term() + " leader " + core.leaderId();
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
