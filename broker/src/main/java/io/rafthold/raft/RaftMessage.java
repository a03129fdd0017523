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
  private long readRound;
  private long life;
  private boolean granted;
  private boolean rejoining;
  private boolean transfer;
  private boolean unanimous;
  private boolean settled;
  private long accord;

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
    readRound = 0;
    life = 0;
    granted = false;
    rejoining = false;
    transfer = false;
    unanimous = false;
    settled = false;
    accord = 0;
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
    readRound = other.readRound;
    life = other.life;
    granted = other.granted;
    rejoining = other.rejoining;
    transfer = other.transfer;
    unanimous = other.unanimous;
    settled = other.settled;
    accord = other.accord;
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
   * none. For the sender: on the wire the entries themselves tell. In a rejoin response, the
   * leader's last index.
   */
  public long lastIndex() {
    return lastIndex;
  }

  /** Sets {@link #lastIndex()}. */
  public RaftMessage lastIndex(long value) {
    lastIndex = value;
    return this;
  }

  /** Returns the leader's commit index; in answers to a vote, what the voter remembers of it. */
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

  /** Returns the leader's count of read rounds; an answer brings back what it answers. */
  public long readRound() {
    return readRound;
  }

  /** Sets {@link #readRound()}. */
  public RaftMessage readRound(long value) {
    readRound = value;
    return this;
  }

  /** Returns the sender's life; in a rejoin response, that of the request. */
  public long life() {
    return life;
  }

  /** Sets {@link #life()}. */
  public RaftMessage life(long value) {
    life = value;
    return this;
  }

  /** Tells whether the sender may have forgotten entries, so that its log counts for nothing. */
  public boolean isRejoining() {
    return rejoining;
  }

  /** Sets {@link #isRejoining()}. */
  public RaftMessage rejoining(boolean value) {
    rejoining = value;
    return this;
  }

  /** Tells whether the candidate campaigns at its leader's wish. */
  public boolean isTransfer() {
    return transfer;
  }

  /** Sets {@link #isTransfer()}. */
  public RaftMessage transfer(boolean value) {
    transfer = value;
    return this;
  }

  /** Tells whether the candidate needs every voter, and so asks the rejoining ones too. */
  public boolean isUnanimous() {
    return unanimous;
  }

  /** Sets {@link #isUnanimous()}. */
  public RaftMessage unanimous(boolean value) {
    unanimous = value;
    return this;
  }

  /**
   * Tells whether the sender has nothing more to say: of a heartbeat, that pulses may stand for the
   * next ones; of its answer, that they do.
   */
  public boolean isSettled() {
    return settled;
  }

  /** Sets {@link #isSettled()}. */
  public RaftMessage settled(boolean value) {
    settled = value;
    return this;
  }

  /**
   * Returns which time it is that the sender of a heartbeat asked, last, for {@link #isSettled()}
   * to be agreed to; an answer brings it back.
   */
  public long accord() {
    return accord;
  }

  /** Sets {@link #accord()}. */
  public RaftMessage accord(long value) {
    accord = value;
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
      case VOTE_REQUEST, PRE_VOTE_REQUEST ->
          head
              + " last "
              + previous()
              + (transfer ? " transfer" : "")
              + (unanimous ? " unanimous" : "")
              + lived();
      case VOTE_RESPONSE, PRE_VOTE_RESPONSE ->
          head
              + (granted ? " granted" : " refused")
              + (commitIndex > 0 ? " commit " + commitIndex : "")
              + lived();
      case APPEND_REQUEST -> head + " prev " + previous() + " to " + lastIndex + committed();
      case APPEND_RESPONSE ->
          head
              + matched()
              + (granted ? "" : " refused, hint " + hintIndex + "@" + hintTerm)
              + lived();
      case HEARTBEAT -> head + committed() + round();
      case HEARTBEAT_RESPONSE -> head + matched() + round() + lived();
      case TIMEOUT_NOW -> head;
      case REJOIN_REQUEST -> head + lived();
      case REJOIN_RESPONSE -> head + " last " + lastIndex + lived();
      case INSTALL_REQUEST -> head + " prev " + previous() + committed();
    };
  }

  private String previous() {
    return prevIndex + "@" + prevTerm;
  }

  private String committed() {
    return " commit " + commitIndex + " durable " + durableIndex;
  }

  private String matched() {
    return " match " + matchIndex + " flushed " + flushedIndex;
  }

  private String round() {
    return readRound > 0 ? " round " + readRound : "";
  }

  /** What is true of nearly every message is not said. */
  private String lived() {
    return (life > 1 ? " life " + life : "") + (rejoining ? " rejoining" : "");
  }
}
