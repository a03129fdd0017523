package io.rafthold.log;

import java.nio.file.Path;

/**
 * Term, vote and life of one replica, and whether that life must still catch up: flushed before any
 * answer that rests on them leaves. The third number of the file is the life, with bit 62 set while
 * it is rejoining, and bit 61 too where it does so after damage.
 *
 * <p>{@link #write} and {@link #startLife} are for any thread, one at a time.
 */
public final class VoteFile implements AutoCloseable {
  /** Value of {@link #votedFor()} where nobody was voted for in the term. */
  public static final int NO_VOTE = -1;

  private static final long FIRST_LIFE = 1;
  private static final long REJOINING = 1L << 62;
  private static final long DAMAGED = 1L << 61;

  private final TwoSlotFile file;

  private VoteFile(TwoSlotFile file) {
    this.file = file;
  }

  /**
   * Opens the file; a missing one is made with term 0, no vote, life 1.
   *
   * @param file path of the file; its directory exists
   * @param groupId of the Raft group that it belongs to
   * @return the file; the caller closes it
   * @throws LogDamageException naming the file, where neither slot is sound or it is another
   *     group's
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public static VoteFile open(Path file, int groupId) {
    return forced(TwoSlotFile.open(file, TwoSlotFile.Kind.VOTE, groupId, 0, NO_VOTE, FIRST_LIFE));
  }

  /**
   * Opens the file on a disk of the caller's; see {@link #open(Path, int)}.
   *
   * @param disk to be closed with the file
   * @param name for messages
   * @param groupId of the Raft group that it belongs to
   * @return the file; the caller closes it
   */
  public static VoteFile open(SlotDisk disk, String name, int groupId) {
    return forced(
        TwoSlotFile.open(disk, name, TwoSlotFile.Kind.VOTE, groupId, 0, NO_VOTE, FIRST_LIFE));
  }

  /**
   * A process may have died, or its disk failed, between the write of a vote and its force: what is
   * read then may be in the page cache only, and answers must not rest on it. Written once more,
   * since a force alone says nothing of pages that the system has given up.
   */
  private static VoteFile forced(TwoSlotFile file) {
    file.write(file.value(0), file.value(1), file.value(2), true);
    return new VoteFile(file);
  }

  /**
   * Returns the current term.
   *
   * @return 0 in a fresh replica
   */
  public long term() {
    return file.value(0);
  }

  /**
   * Returns whom this replica voted for in the term.
   *
   * @return a broker id or {@link #NO_VOTE}
   */
  public int votedFor() {
    return (int) file.value(1);
  }

  /**
   * Returns the replica's life: how often it started over with a log that may have forgotten
   * entries.
   *
   * @return from 1
   */
  public long life() {
    return file.value(2) & ~(REJOINING | DAMAGED);
  }

  /**
   * Tells whether this life may lack entries that an earlier one answered for.
   *
   * @return false in a fresh replica
   */
  public boolean isRejoining() {
    return (file.value(2) & REJOINING) != 0;
  }

  /**
   * Tells the same of a file that is only looked at.
   *
   * @param file of kind {@code VOTE}
   * @return false in a fresh replica
   */
  public static boolean isRejoining(TwoSlotFile file) {
    return (file.value(2) & REJOINING) != 0;
  }

  /**
   * Tells whether this life began with damage on the disk, and has not caught up since.
   *
   * @return true only where {@link #isRejoining()} is
   */
  public boolean isDamaged() {
    return isRejoining() && (file.value(2) & DAMAGED) != 0;
  }

  /**
   * Writes term and vote of the present life and forces them to the disk.
   *
   * @param term not below {@link #term()}
   * @param votedFor a broker id or {@link #NO_VOTE}
   * @throws IllegalArgumentException where the term is below the current one
   * @throws java.io.UncheckedIOException where the disk refused: fatal for the replica
   */
  public void write(long term, int votedFor) {
    write(term, votedFor, life(), isRejoining());
  }

  /**
   * Writes everything and forces it to the disk. What began with damage stays so while it rejoins.
   *
   * @param term not below {@link #term()}
   * @param votedFor a broker id or {@link #NO_VOTE}
   * @param life not below {@link #life()}
   * @param isRejoining whether that life must still catch up
   * @throws IllegalArgumentException where term or life is below the current one
   * @throws java.io.UncheckedIOException where the disk refused: fatal for the replica
   */
  public void write(long term, int votedFor, long life, boolean isRejoining) {
    if (term < term()) {
      throw new IllegalArgumentException("term " + term + " is below the current " + term());
    }
    if (life < life()) {
      throw new IllegalArgumentException("life " + life + " is below the current " + life());
    }
    write(term, votedFor, life, isRejoining, isRejoining && isDamaged());
  }

  private void write(long term, int votedFor, long life, boolean isRejoining, boolean isDamaged) {
    final long flags = (isRejoining ? REJOINING : 0) | (isDamaged ? DAMAGED : 0);
    file.write(term, votedFor, life | flags, true);
  }

  /**
   * Starts the next life, which is rejoining, and forces it to the disk.
   *
   * @return the new life
   * @throws java.io.UncheckedIOException where the disk refused: fatal for the replica
   */
  public long startLife() {
    return startLife(0);
  }

  /**
   * Starts a later life, which is rejoining, and forces it to the disk.
   *
   * @param least the lowest that it may be: a file that was deleted and made anew has forgotten
   *     which lives there were
   * @return the new life
   * @throws java.io.UncheckedIOException where the disk refused: fatal for the replica
   */
  public long startLife(long least) {
    final long life = Math.max(least, life() + 1);
    write(term(), votedFor(), life, true);
    return life;
  }

  /**
   * Starts the next life after damage took what had been flushed, and forces that to the disk.
   *
   * @return the new life
   * @throws java.io.UncheckedIOException where the disk refused: fatal for the replica
   */
  public long startLifeAfterDamage() {
    final long life = life() + 1;
    write(term(), votedFor(), life, true, true);
    return life;
  }

  @Override
  public void close() {
    file.close();
  }
}
