package io.rafthold.raft;

/**
 * One message of the protocol, without its entries: a mutable struct that is filled, sent and
 * reused. A field that a type does not use is 0. Belongs to one thread at a time.
 *
 * <p>The setters return the message itself, so that a line fills it.
 */
public final class RaftMessage {
  private MessageType type;
  private int from;
  private int to;
  private long term;
  private long prevIndex;
  private long prevTerm;
  private long lastIndex;
  private long commitIndex;
  private long durableIndex;
  private long matchIndex;
  private long flushedIndex;
  private long hintIndex;
  private long hintTerm;
  private boolean granted;

  /** Makes a message to be filled. */
  public RaftMessage() {}

  /** Sets type, sender and receiver, and clears everything else. */
  public RaftMessage reset(MessageType newType, int fromId, int toId) {
    type = newType;
    from = fromId;
    to = toId;
    term = 0;
    prevIndex = 0;
    prevTerm = 0;
    lastIndex = 0;
    commitIndex = 0;
    durableIndex = 0;
    matchIndex = 0;
    flushedIndex = 0;
    hintIndex = 0;
    hintTerm = 0;
    granted = false;
    return this;
  }

  /** Copies every field of another message. */
  public RaftMessage copyFrom(RaftMessage other) {
    reset(other.type, other.from, other.to);
    term = other.term;
    prevIndex = other.prevIndex;
    prevTerm = other.prevTerm;
    lastIndex = other.lastIndex;
    commitIndex = other.commitIndex;
    durableIndex = other.durableIndex;
    matchIndex = other.matchIndex;
    flushedIndex = other.flushedIndex;
    hintIndex = other.hintIndex;
    hintTerm = other.hintTerm;
    granted = other.granted;
    return this;
  }

  /** Returns what kind of message this is. */
  public MessageType type() {
    return type;
  }

  /** Returns the sender's broker id. */
  public int from() {
    return from;
  }

  /** Returns the receiver's broker id. */
  public int to() {
    return to;
  }

  /**
   * Returns the sender's term; in a pre-vote request and in a granted pre-vote, the term that the
   * asker would campaign in.
   */
  public long term() {
    return term;
  }

  /** Sets {@link #term()}. */
  public RaftMessage term(long value) {
    term = value;
    return this;
  }

  /** Returns the index before the first entry; in vote requests, the candidate's last index. */
  public long prevIndex() {
    return prevIndex;
  }

  /** Sets {@link #prevIndex()}. */
  public RaftMessage prevIndex(long value) {
    prevIndex = value;
    return this;
  }

  /** Returns the term of the entry at {@link #prevIndex()}. */
  public long prevTerm() {
    return prevTerm;
  }

  /** Sets {@link #prevTerm()}. */
  public RaftMessage prevTerm(long value) {
    prevTerm = value;
    return this;
  }

  /**
   * Returns the index of the last entry that an append request may carry, {@link #prevIndex()} for
   * none. For the sender: on the wire the entries themselves tell.
   */
  public long lastIndex() {
    return lastIndex;
  }

  /** Sets {@link #lastIndex()}. */
  public RaftMessage lastIndex(long value) {
    lastIndex = value;
    return this;
  }

  /** Returns the leader's commit index. */
  public long commitIndex() {
    return commitIndex;
  }

  /** Sets {@link #commitIndex()}. */
  public RaftMessage commitIndex(long value) {
    commitIndex = value;
    return this;
  }

  /** Returns the leader's durable index. */
  public long durableIndex() {
    return durableIndex;
  }

  /** Sets {@link #durableIndex()}. */
  public RaftMessage durableIndex(long value) {
    durableIndex = value;
    return this;
  }

  /** Returns up to where the sender's log was verified to equal the leader's, in this term. */
  public long matchIndex() {
    return matchIndex;
  }

  /** Sets {@link #matchIndex()}. */
  public RaftMessage matchIndex(long value) {
    matchIndex = value;
    return this;
  }

  /** Returns up to where the sender has flushed, not above {@link #matchIndex()}. */
  public long flushedIndex() {
    return flushedIndex;
  }

  /** Sets {@link #flushedIndex()}. */
  public RaftMessage flushedIndex(long value) {
    flushedIndex = value;
    return this;
  }

  /** Returns, in a refusal, the last index at which the sender's log may equal the leader's. */
  public long hintIndex() {
    return hintIndex;
  }

  /** Sets {@link #hintIndex()}. */
  public RaftMessage hintIndex(long value) {
    hintIndex = value;
    return this;
  }

  /** Returns the term of the sender's entry at {@link #hintIndex()}. */
  public long hintTerm() {
    return hintTerm;
  }

  /** Sets {@link #hintTerm()}. */
  public RaftMessage hintTerm(long value) {
    hintTerm = value;
    return this;
  }

  /** Tells whether the vote is granted, or the append succeeded. */
  public boolean granted() {
    return granted;
  }

  /** Sets {@link #granted()}. */
  public RaftMessage granted(boolean value) {
    granted = value;
    return this;
  }

  /** Returns the form that transcripts use, with the fields that the type has. */
  @Override
  public String toString() {
    String head = from + "->" + to + " " + type + " term " + term;
    if (type == null) {
      return head;
    }
    return switch (type) {
      case VOTE_REQUEST, PRE_VOTE_REQUEST -> head + " last " + prevIndex + "@" + prevTerm;
      case VOTE_RESPONSE, PRE_VOTE_RESPONSE -> head + (granted ? " granted" : " refused");
      case APPEND_REQUEST ->
          head + " prev " + prevIndex + "@" + prevTerm + " to " + lastIndex + committed();
      case APPEND_RESPONSE ->
          head + matched() + (granted ? "" : " refused, hint " + hintIndex + "@" + hintTerm);
      case HEARTBEAT -> head + committed();
      case HEARTBEAT_RESPONSE -> head + matched();
    };
  }

  private String committed() {
    return " commit " + commitIndex + " durable " + durableIndex;
  }

  private String matched() {
    return " match " + matchIndex + " flushed " + flushedIndex;
  }
}
