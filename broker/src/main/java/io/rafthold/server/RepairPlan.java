package io.rafthold.server;

import io.rafthold.log.LogCut;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogExtent;
import io.rafthold.log.SegmentStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a replica, and what repairing it without its peers would cost.
 *
 * @param groupId of the Raft group
 * @param damages as they were found
 * @param files beside the log that go as a whole
 * @param cut where the log would end; null where it is sound
 * @param losesEverything whether nothing of the log can stay, since its start is not known
 * @param isRejoining whether the replica waits for peers to give back what an earlier repair cut
 * @param hasOtherVoters whether there are peers that may have what is lost here
 * @param firstLostIndex of the first entry that would go
 * @param lastLostIndex of the last one that is known of, below the first where none goes
 * @param firstLostOffset of the first record that would go
 * @param endLostOffset behind the last record that is known of
 * @param isLostEndKnown whether the last entry that is known of could be read, and so its offsets;
 *     else more records than these offsets say go with the last entries
 */
public record RepairPlan(
    int groupId,
    List<LogDamageException> damages,
    List<Path> files,
    LogCut cut,
    boolean losesEverything,
    boolean isRejoining,
    boolean hasOtherVoters,
    long firstLostIndex,
    long lastLostIndex,
    long firstLostOffset,
    long endLostOffset,
    boolean isLostEndKnown) {
  /** Copies the lists. */
  public RepairPlan {
    damages = List.copyOf(damages);
    files = List.copyOf(files);
  }

  static RepairPlan of(
      int groupId,
      List<LogDamageException> damages,
      List<Path> files,
      LogCut cut,
      boolean losesEverything,
      boolean isRejoining,
      boolean hasOtherVoters,
      SegmentStore store) {
    final List<Long> ordinals = new ArrayList<>();
    if (losesEverything) {
      for (final long ordinal : store.ordinals()) {
        ordinals.add(ordinal);
      }
    } else if (cut != null) {
      ordinals.addAll(cut.ordinals());
    }
    final LogExtent extent = LogExtent.of(store, ordinals);
    final long firstIndex = losesEverything || cut == null ? 1 : cut.end().baseIndex();
    final long firstOffset = losesEverything || cut == null ? 0 : cut.end().baseOffset();
    final boolean loses = losesEverything || cut != null;
    final long flushedIndex = loses && cut != null ? cut.flushedIndex() : 0;
    return new RepairPlan(
        groupId,
        damages,
        files,
        cut,
        losesEverything,
        isRejoining,
        hasOtherVoters,
        firstIndex,
        Math.max(flushedIndex, extent.lastIndex()),
        firstOffset,
        Math.max(firstOffset, extent.endOffset()),
        extent.lastIndex() >= flushedIndex);
  }

  /**
   * Tells whether there is anything to repair.
   *
   * @return false for a sound replica that counts
   */
  public boolean isNeeded() {
    return !damages.isEmpty() || isRejoining;
  }

  /**
   * Tells whether nobody can say any more how far the log had been flushed: then all that is found
   * counts, and whole segments behind that may be missing unnoticed.
   *
   * @return true where the flush mark is damaged or missing
   */
  public boolean isMarkLost() {
    return files.stream().anyMatch(file -> file.endsWith("segments/flushed"));
  }

  /**
   * Tells whether nobody can say any more who else votes.
   *
   * @return true where the membership is damaged or missing
   */
  public boolean isMembershipLost() {
    return files.stream().anyMatch(file -> file.endsWith("membership"));
  }

  /**
   * Tells whether entries go.
   *
   * @return false where only files go that are made anew
   */
  public boolean losesEntries() {
    return (losesEverything || cut != null) && lastLostIndex >= firstLostIndex;
  }
}
