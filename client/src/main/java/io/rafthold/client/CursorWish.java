package io.rafthold.client;

import io.rafthold.protocol.codec.CursorAction;

/**
 * What is to become of a consumer group's cursor in a partition.
 *
 * @param action what
 * @param groupId of the partition
 * @param memberId who wishes it, 0 for an operator
 * @param epoch of the member's ownership
 * @param sequence rises with each wish of a member, 0 where none is told
 * @param offset to commit or seek to, else 0
 */
record CursorWish(
    CursorAction action, int groupId, long memberId, long epoch, long sequence, long offset) {
  static final long OPERATOR = 0;
}
