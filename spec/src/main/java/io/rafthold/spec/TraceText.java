package io.rafthold.spec;

import io.rafthold.raft.HardState;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import io.rafthold.raft.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Words of a trace, in the notation of TLA+. Brokers are numbered from 1 there, and 0 is nobody; so
 * each id is one more than the broker's own.
 */
final class TraceText {
  static final String NOTHING = "<<>>";

  /** In place of the terms of entries that nobody tells. */
  static final String UNKNOWN = "\"?\"";

  private TraceText() {}

  static int broker(int id) {
    return id + 1;
  }

  static String bool(boolean value) {
    return Boolean.toString(value).toUpperCase(Locale.ROOT);
  }

  static String tuple(Object... items) {
    StringJoiner joiner = new StringJoiner(", ", "<<", ">>");
    for (Object item : items) {
      joiner.add(String.valueOf(item));
    }
    return joiner.toString();
  }

  static String brokers(int... ids) {
    StringJoiner joiner = new StringJoiner(", ", "{", "}");
    Arrays.stream(ids).map(TraceText::broker).sorted().forEach(id -> joiner.add("" + id));
    return joiner.toString();
  }

  /** What can be seen of a core. */
  static String state(RaftCore core) {
    HardState hard = core.hardState();
    return tuple(
        core.term(),
        broker(hard.votedFor()),
        quoted(letterOf(core.role())),
        core.commitIndex(),
        bool(core.isRejoining()),
        hard.life());
  }

  /** What can be seen of a core that has just started. */
  static String startState(HardState hard, long lastTerm, long commitIndex) {
    boolean isLogAhead = lastTerm > hard.term();
    return tuple(
        isLogAhead ? lastTerm : hard.term(),
        isLogAhead ? 0 : broker(hard.votedFor()),
        quoted("F"),
        commitIndex,
        bool(hard.isRejoining()),
        hard.life());
  }

  static String hardState(HardState hard) {
    return tuple(hard.term(), broker(hard.votedFor()), hard.life(), bool(hard.isRejoining()));
  }

  static String entry(long term, Membership membership) {
    if (membership == null) {
      return tuple(term, NOTHING);
    }
    int[] voters = new int[membership.voterCount()];
    Arrays.setAll(voters, membership::voterAt);
    int[] learners = new int[membership.learnerCount()];
    Arrays.setAll(learners, membership::learnerAt);
    return tuple(term, tuple(brokers(voters), brokers(learners)));
  }

  /** Returns a message as the specification knows it, {@link #NOTHING} for one that it does not. */
  static String message(RaftMessage m, String entryTerms) {
    int from = broker(m.from());
    int to = broker(m.to());
    return switch (m.type()) {
      case VOTE_REQUEST ->
          tuple("\"VREQ\"", m.term(), from, m.prevIndex(), m.prevTerm(), bool(m.isUnanimous()));
      case VOTE_RESPONSE -> m.granted() ? tuple("\"VOTE\"", m.term(), from, to) : NOTHING;
      case PRE_VOTE_REQUEST ->
          tuple("\"PREQ\"", m.term(), from, m.prevIndex(), m.prevTerm(), bool(m.isUnanimous()));
      case PRE_VOTE_RESPONSE ->
          m.granted() ? tuple("\"PVOTE\"", m.term(), from, to, bool(m.isRejoining())) : NOTHING;
      case APPEND_REQUEST ->
          tuple(
              entryTerms.equals(UNKNOWN) ? "\"APP?\"" : "\"APP\"",
              m.term(),
              from,
              m.prevIndex(),
              m.prevTerm(),
              entryTerms,
              m.commitIndex());
      case APPEND_RESPONSE, HEARTBEAT_RESPONSE ->
          m.matchIndex() == 0
              ? NOTHING
              : tuple(
                  "\"ACK\"",
                  m.term(),
                  from,
                  m.matchIndex(),
                  m.flushedIndex(),
                  bool(m.isRejoining()));
      case HEARTBEAT -> tuple("\"BEAT\"", m.term(), from, m.commitIndex());
      case TIMEOUT_NOW -> tuple("\"NOW\"", m.term(), from, to);
      case REJOIN_REQUEST -> tuple("\"RREQ\"", m.term(), from, m.life());
      case REJOIN_RESPONSE -> tuple("\"RVAL\"", m.term(), from, to, m.life(), m.lastIndex());
      case INSTALL_REQUEST ->
          tuple("\"INST\"", m.term(), from, m.prevIndex(), m.prevTerm(), m.commitIndex());
    };
  }

  /** The term that a message shows; none that nobody has entered yet. */
  static long termOf(RaftMessage m) {
    return switch (m.type()) {
      case PRE_VOTE_REQUEST -> 0;
      case PRE_VOTE_RESPONSE -> m.granted() ? 0 : m.term();
      default -> m.term();
    };
  }

  static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String letterOf(Role role) {
    return role.name().substring(0, 1);
  }
}
