package io.rafthold.spec;

import io.rafthold.raft.AppendVerdict;
import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.HardState;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import io.rafthold.raft.RaftSettings;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One broker's replica: the production core over a log in memory and a disk that lags behind. */
final class TraceReplica {
  private final int id;
  private final RaftSettings settings;
  private final SplittableRandom random;
  private final TraceRecorder recorder;
  private final Consumer<Letter> network;
  private final TraceLog log;
  private final TraceLog disk;
  private final TraceLog image;
  private final RaftMessage request = new RaftMessage();
  private HardState hardOnDisk = HardState.INITIAL;
  private HardState writing;
  private long writingVersion;
  private long flushingTo;
  private boolean isFlushing;
  private RaftCore core;

  TraceReplica(
      int id,
      Membership initial,
      RaftSettings settings,
      SplittableRandom random,
      TraceRecorder recorder,
      Consumer<Letter> network) {
    this.id = id;
    this.settings = settings;
    this.random = random;
    this.recorder = recorder;
    this.network = network;
    log = new TraceLog(initial);
    disk = new TraceLog(initial);
    image = new TraceLog(initial);
  }

  int id() {
    return id;
  }

  boolean isUp() {
    return core != null;
  }

  RaftCore core() {
    return core;
  }

  /** Starts, as a new life where the level lets it have answered for what it may have lost. */
  void start(boolean isAfterPowerLoss, long nowNs) {
    if (isAfterPowerLoss && settings.commitLevel() == CommitLevel.APPENDED) {
      hardOnDisk = hardOnDisk.nextLife();
    }
    writing = null;
    isFlushing = false;
    core =
        new RaftCore(
            settings,
            log.memberships(),
            log,
            hardOnDisk,
            random::nextLong,
            (input, message, self) -> recorder.input(id, input, message, self, log),
            nowNs);
    recorder.started(id, hardOnDisk, log, core.commitIndex(), isAfterPowerLoss);
  }

  /** Ends at once; a power loss leaves what was flushed, and perhaps some of the rest. */
  void stop(boolean losesPower) {
    core = null;
    if (!losesPower) {
      return;
    }
    long kept = log.commonIndexWith(disk);
    if (kept == disk.lastIndex() && random.nextBoolean()) {
      log.truncateFrom(kept + 1 + random.nextLong(log.lastIndex() - kept + 1));
      disk.copyFrom(log);
    } else {
      log.copyFrom(disk);
    }
  }

  void receive(Letter letter, long nowNs) {
    if (letter.message.type() == MessageType.APPEND_REQUEST) {
      recorder.entries(id, letter.terms);
      apply(core.receiveAppend(letter.message, letter, nowNs), letter);
    } else if (letter.message.type() == MessageType.INSTALL_REQUEST) {
      install(letter, nowNs);
    } else {
      core.receive(letter.message, nowNs);
    }
  }

  private void apply(AppendVerdict verdict, Letter letter) {
    long acceptFrom = verdict.acceptFrom();
    long acceptTo = verdict.acceptTo();
    if (verdict.truncateFrom() > 0) {
      log.truncateFrom(verdict.truncateFrom());
      flushingTo = Math.min(flushingTo, verdict.truncateFrom() - 1);
    }
    if (acceptFrom > 0) {
      for (long index = acceptFrom; index <= acceptTo; index++) {
        int position = (int) (index - letter.message.prevIndex() - 1);
        log.append(letter.termAt(position), letter.membershipAt(position));
      }
      core.appended(log.lastIndex());
    }
  }

  private void install(Letter letter, long nowNs) {
    Membership membership = letter.membership();
    long prevIndex = letter.message.prevIndex();
    long prevTerm = letter.message.prevTerm();
    if (core.receiveInstall(letter.message, membership, nowNs)) {
      log.install(prevIndex, prevTerm, membership);
      disk.copyFrom(log);
      isFlushing = false;
      core.installed(prevIndex, prevTerm, membership, nowNs);
    }
  }

  void tick(long nowNs) {
    core.tick(nowNs);
  }

  void propose() {
    if (core.isLeader() && !core.noOpDue() && !core.isTransferring()) {
      log.append(core.term(), null);
      core.appended(log.lastIndex());
    }
  }

  void change(Membership next) {
    if (core.proposeMembership(next) == MembershipVerdict.ACCEPTED) {
      log.append(core.term(), next);
      core.membershipAppended(log.lastIndex(), next);
      core.appended(log.lastIndex());
    }
  }

  /** Gives up what is committed and flushed, all but the last few entries. */
  void removeStart() {
    log.removeUpTo(
        Math.min(core.commitIndex(), Math.min(core.flushedIndex(), log.commonIndexWith(disk))) - 1);
  }

  /** Lets the disk finish what it began. */
  void finishDisk() {
    if (writing != null) {
      hardOnDisk = writing;
      writing = null;
      recorder.wrote(id, hardOnDisk);
      core.hardStateFlushed(writingVersion);
    }
    if (isFlushing) {
      isFlushing = false;
      disk.copyFrom(image);
      core.flushed(flushingTo);
    }
  }

  /** Lets the disk begin what is new, and whatever is due leave. */
  void endCycle(long nowNs) {
    if (writing == null && !core.hardState().equals(hardOnDisk)) {
      writing = core.hardState();
      writingVersion = core.hardStateVersion();
    }
    if (!isFlushing && core.flushedIndex() < log.lastIndex()) {
      isFlushing = true;
      image.copyFrom(log);
      flushingTo = log.lastIndex();
    }
    if (core.noOpDue()) {
      log.append(core.term(), null);
      core.appended(log.lastIndex());
    }
    core.endCycle(nowNs);
    feedFollowers(nowNs);
    core.drainImmediate(this::send);
    core.drainFlushed(this::send);
    recorder.drained(id, core, log);
  }

  private void feedFollowers(long nowNs) {
    Membership membership = core.membership();
    for (int i = 0; i < membership.voterCount() + membership.learnerCount(); i++) {
      int voters = membership.voterCount();
      int follower = i < voters ? membership.voterAt(i) : membership.learnerAt(i - voters);
      if (follower != id && core.nextAppend(follower, request, nowNs)) {
        Letter letter = Letter.withEntries(request, log, 1 + random.nextInt(3));
        core.appendSent(follower, letter.message.lastIndex(), nowNs);
        recorder.sent(id, letter.message, letter.terms);
        network.accept(letter);
      } else if (follower != id && core.nextInstall(follower, request, nowNs)) {
        Letter letter =
            Letter.withMembership(request, core.memberships().holdingAt(request.prevIndex()));
        core.installSent(follower, nowNs);
        recorder.sent(id, letter.message);
        network.accept(letter);
      }
    }
  }

  private boolean send(RaftMessage message) {
    recorder.sent(id, message);
    network.accept(Letter.of(message));
    return true;
  }
}
