package io.rafthold.spec;

import io.rafthold.raft.CoreInput;
import io.rafthold.raft.HardState;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One replica's part of a trace. */
final class ReplicaTrace {
  private final int id;
  private final List<TraceStep> steps;
  private final List<String> log = new ArrayList<>();
  private final Set<String> saidBefore = new HashSet<>();
  private final Set<String> heardBefore = new HashSet<>();
  private final Set<String> outgoing = new TreeSet<>();
  private String state = "";
  private String arrivingTerms = TraceText.NOTHING;
  private String lastFromLeader = TraceText.NOTHING;
  private long lastFromLeaderTerm;
  private HardState written;
  private String hardState = "";
  private long flushedIndex;

  ReplicaTrace(int id, List<TraceStep> steps) {
    this.id = id;
    this.steps = steps;
  }

  void started(HardState onDisk, EntryLog source, long commitIndex, boolean isAfterPowerLoss) {
    heardBefore.clear();
    outgoing.clear();
    flushedIndex = 0;
    hardState = TraceText.hardState(onDisk);
    state = TraceText.startState(onDisk, source.termAt(source.lastIndex()), commitIndex);
    step("START", 0, TraceText.NOTHING, delta(source), hardState, isAfterPowerLoss ? 1 : 0);
  }

  void entriesUnknown() {
    arrivingTerms = TraceText.UNKNOWN;
  }

  void entries(long... terms) {
    arrivingTerms = termsText(terms);
  }

  void wrote(HardState value) {
    written = value;
  }

  void sent(RaftMessage message, long... terms) {
    String text = TraceText.message(message, termsText(terms));
    boolean isToBeSaid =
        !text.equals(TraceText.NOTHING) && message.type() != MessageType.REJOIN_REQUEST;
    if (isToBeSaid && saidBefore.add(text)) {
      outgoing.add(text);
    }
  }

  void drained(RaftCore core, EntryLog source) {
    if (!outgoing.isEmpty()) {
      state = TraceText.state(core);
      step("SEND", 0, TraceText.NOTHING, delta(source), TraceText.NOTHING, 0);
      outgoing.clear();
    }
  }

  void input(CoreInput input, RaftMessage message, RaftCore core, EntryLog source) {
    String text = TraceText.NOTHING;
    long term = 0;
    if (message != null) {
      text = TraceText.message(message, arrivingTerms);
      term = TraceText.termOf(message);
      if (input == CoreInput.APPEND || input == CoreInput.INSTALL) {
        lastFromLeader = text;
        lastFromLeaderTerm = term;
      }
    } else if (followsFromLeader(input, core)) {
      text = lastFromLeader;
      term = lastFromLeaderTerm;
    }
    String before = state;
    state = TraceText.state(core);
    boolean isInstalled = input == CoreInput.INSTALLED;
    String delta = isInstalled ? installed(source) : delta(source);
    boolean isNews = !state.equals(before) || !delta.equals(TraceText.NOTHING) || isInstalled;
    if (input == CoreInput.HARD_STATE_FLUSHED) {
      hardStateFlushed(delta, isNews);
    } else if (input == CoreInput.FLUSHED) {
      flushed(core, delta, isNews);
    } else if (isNews || isWorthHearing(message, text, source)) {
      step(input.name(), term, text, delta, TraceText.NOTHING, 0);
    }
  }

  /** An append's entries reach the log only after it was judged. */
  private static boolean followsFromLeader(CoreInput input, RaftCore core) {
    return input == CoreInput.INSTALLED || (input == CoreInput.APPENDED && !core.isLeader());
  }

  private void hardStateFlushed(String delta, boolean isNews) {
    String text = TraceText.hardState(written);
    if (isNews || !text.equals(hardState)) {
      hardState = text;
      step("HARD", 0, TraceText.NOTHING, delta, text, 0);
    }
  }

  private void flushed(RaftCore core, String delta, boolean isNews) {
    if (isNews || core.flushedIndex() != flushedIndex) {
      flushedIndex = core.flushedIndex();
      step("FLUSHED", 0, TraceText.NOTHING, delta, TraceText.NOTHING, flushedIndex);
    }
  }

  /** A message that changes nothing that is seen can still allow something later. */
  private boolean isWorthHearing(RaftMessage message, String text, EntryLog source) {
    if (message == null || text.equals(TraceText.NOTHING)) {
      return false;
    }
    return switch (message.type()) {
      case REJOIN_REQUEST, PRE_VOTE_REQUEST -> true;
      case VOTE_RESPONSE, APPEND_RESPONSE, HEARTBEAT_RESPONSE -> heardBefore.add(text);
      case APPEND_REQUEST, INSTALL_REQUEST -> heardBefore.add(text + source.lastIndex());
      default -> false;
    };
  }

  /** What of the log is new: how many entries stay, and those behind them. */
  private String delta(EntryLog source) {
    List<String> now = new ArrayList<>(log.subList(0, (int) source.firstIndex() - 1));
    for (long index = source.firstIndex(); index <= source.lastIndex(); index++) {
      now.add(TraceText.entry(source.termAt(index), source.membershipAt(index)));
    }
    int kept = 0;
    while (kept < now.size() && kept < log.size() && now.get(kept).equals(log.get(kept))) {
      kept++;
    }
    if (kept == now.size() && kept == log.size()) {
      return TraceText.NOTHING;
    }
    // What is truncated is flushed no more.
    flushedIndex = kept < log.size() ? Math.min(flushedIndex, kept) : flushedIndex;
    String entries = TraceText.tuple(now.subList(kept, now.size()).toArray());
    log.clear();
    log.addAll(now);
    return TraceText.tuple(kept, entries);
  }

  /** What an install replaces is the leader's: only where it ends is seen. */
  private String installed(EntryLog source) {
    log.clear();
    while (log.size() < source.lastIndex()) {
      log.add("installed");
    }
    return TraceText.NOTHING;
  }

  private void step(
      String input, long term, String message, String delta, String hard, long number) {
    String out = outgoing.stream().collect(Collectors.joining(", ", "{", "}"));
    int broker = TraceText.broker(id);
    steps.add(new TraceStep(broker, input, term, message, state, delta, hard, number, out));
  }

  private static String termsText(long... terms) {
    return TraceText.tuple(Arrays.stream(terms).boxed().toArray());
  }
}
