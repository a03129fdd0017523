package io.rafthold.raft;

import java.util.Arrays;

/** A message on its way, with a copy of the entries it carries. */
final class Envelope implements EntryTerms {
  private final RaftMessage message = new RaftMessage();
  private long[] terms = {};
  private long[] values = {};
  private Membership[] memberships = {};
  private MemoryLog installedLog;
  private Membership installedMembership;

  static Envelope of(RaftMessage message) {
    Envelope envelope = new Envelope();
    envelope.message.copyFrom(message);
    return envelope;
  }

  /** Takes the entries of the request, not more than so many. */
  static Envelope withEntries(RaftMessage request, MemoryLog log, int maxEntries) {
    Envelope envelope = of(request);
    int count = (int) Math.min(maxEntries, request.lastIndex() - request.prevIndex());
    envelope.message.lastIndex(request.prevIndex() + count);
    envelope.terms = new long[count];
    envelope.values = new long[count];
    envelope.memberships = new Membership[count];
    for (int i = 0; i < count; i++) {
      long index = request.prevIndex() + 1 + i;
      envelope.terms[i] = log.termAt(index);
      envelope.values[i] = log.valueAt(index);
      Membership membership = log.membershipAt(index);
      envelope.memberships[i] = membership == null ? null : membership.seenFrom(request.to());
    }
    return envelope;
  }

  /** Takes along what the receiver needs to begin behind the request's previous entry. */
  static Envelope withInstall(RaftMessage request, MemoryLog log, Membership atPrev) {
    Envelope envelope = of(request);
    envelope.installedLog = new MemoryLog();
    envelope.installedLog.install(log, request.prevIndex());
    envelope.installedMembership = atPrev.seenFrom(request.to());
    return envelope;
  }

  RaftMessage message() {
    return message;
  }

  MemoryLog installedLog() {
    return installedLog;
  }

  Membership installedMembership() {
    return installedMembership;
  }

  @Override
  public int count() {
    return terms.length;
  }

  @Override
  public long termAt(int position) {
    return terms[position];
  }

  @Override
  public Membership membershipAt(int position) {
    return memberships[position];
  }

  /** Appends the entry of that index to a log. */
  void copyTo(MemoryLog log, long index) {
    int position = (int) (index - message.prevIndex() - 1);
    log.append(terms[position], values[position], memberships[position]);
  }

  @Override
  public String toString() {
    return terms.length == 0 ? message.toString() : message + " terms " + Arrays.toString(terms);
  }
}
