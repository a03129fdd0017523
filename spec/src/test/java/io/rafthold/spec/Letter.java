package io.rafthold.spec;

import io.rafthold.raft.EntryTerms;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftMessage;

/** A message on its way, with its entries, or with the membership that an install brings. */
final class Letter implements EntryTerms {
  final RaftMessage message = new RaftMessage();
  final long[] terms;
  private final Membership[] memberships;

  private Letter(RaftMessage source, int count) {
    message.copyFrom(source);
    terms = new long[count];
    memberships = new Membership[Math.max(1, count)];
  }

  static Letter of(RaftMessage message) {
    return new Letter(message, 0);
  }

  static Letter withEntries(RaftMessage request, TraceLog log, int maxEntries) {
    int count = (int) Math.min(maxEntries, request.lastIndex() - request.prevIndex());
    Letter letter = new Letter(request, count);
    letter.message.lastIndex(request.prevIndex() + count);
    for (int i = 0; i < count; i++) {
      letter.terms[i] = log.termAt(request.prevIndex() + 1 + i);
      letter.memberships[i] = log.membershipAt(request.prevIndex() + 1 + i);
    }
    return letter;
  }

  static Letter withMembership(RaftMessage request, Membership membership) {
    Letter letter = new Letter(request, 0);
    letter.memberships[0] = membership;
    return letter;
  }

  /** What an install brings, seen from its receiver. */
  Membership membership() {
    return memberships[0].seenFrom(message.to());
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
    Membership membership = memberships[position];
    return membership == null ? null : membership.seenFrom(message.to());
  }
}
