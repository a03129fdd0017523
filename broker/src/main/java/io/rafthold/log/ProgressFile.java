package io.rafthold.log;

import java.nio.file.Path;

/**
 * How far one replica had come: a hint for what to report after a restart. Written lazily and not
 * forced, so it may be older than the truth. The log has a flush mark of its own to recover by.
 *
 * <p>Any thread, one at a time.
 */
public final class ProgressFile implements AutoCloseable {
  private final TwoSlotFile file;

  private ProgressFile(TwoSlotFile file) {
    this.file = file;
  }

  /**
   * Opens the file; a missing one is made with zeros.
   *
   * @param file path of the file; its directory exists
   * @param groupId of the Raft group that it belongs to
   * @return the file; the caller closes it
   * @throws LogDamageException naming the file, where neither slot is sound or it is another
   *     group's
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public static ProgressFile open(Path file, int groupId) {
    return new ProgressFile(TwoSlotFile.open(file, TwoSlotFile.Kind.PROGRESS, groupId, 0, 0, 0));
  }

  /**
   * Opens the file on a disk of the caller's; see {@link #open(Path, int)}.
   *
   * @param disk to be closed with the file
   * @param name for messages
   * @param groupId of the Raft group that it belongs to
   * @return the file; the caller closes it
   */
  public static ProgressFile open(SlotDisk disk, String name, int groupId) {
    return new ProgressFile(
        TwoSlotFile.open(disk, name, TwoSlotFile.Kind.PROGRESS, groupId, 0, 0, 0));
  }

  /**
   * Opens an existing file for reading.
   *
   * @param file path of the file
   * @param groupId of the Raft group that it belongs to
   * @return the file; the caller closes it
   * @throws LogDamageException naming the file, where neither slot is sound or it is another
   *     group's
   * @throws java.io.UncheckedIOException where it cannot be read
   */
  public static ProgressFile openReadOnly(Path file, int groupId) {
    return new ProgressFile(TwoSlotFile.openReadOnly(file, TwoSlotFile.Kind.PROGRESS, groupId));
  }

  /**
   * Remembers both indexes, without forcing them to the disk.
   *
   * @param flushedIndex last durable entry
   * @param commitIndex last entry known to be committed, perhaps above the flushed one
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public void write(long flushedIndex, long commitIndex) {
    write(flushedIndex, commitIndex, commitIndex);
  }

  /**
   * Remembers all, without forcing it to the disk.
   *
   * @param flushedIndex last durable entry
   * @param commitIndex last entry of this log known to be committed, perhaps above the flushed one
   * @param knownCommitIndex last entry that was ever known to be committed: higher where a loss of
   *     power has taken entries that were, and the log may have others in their place
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public void write(long flushedIndex, long commitIndex, long knownCommitIndex) {
    file.write(flushedIndex, Math.min(flushedIndex, commitIndex), knownCommitIndex, false);
  }

  /**
   * Returns the last durable entry that is remembered.
   *
   * @return 0 in a fresh replica; above the log's end where a truncation came later
   */
  public long flushedIndex() {
    return file.value(0);
  }

  /**
   * Returns the last entry that is remembered as committed, and was flushed here. What a loss of
   * power may take from this replica is not remembered so: a log that ends below is damaged, for
   * certain.
   *
   * @return 0 in a fresh replica
   */
  public long commitIndex() {
    return file.value(1);
  }

  /**
   * Returns the last entry that is remembered as committed, flushed here or not. Where the power
   * went away under all voters of a group that does not wait for flushes, it tells what may be
   * lost.
   *
   * @return not below {@link #commitIndex}
   */
  public long knownCommitIndex() {
    return Math.max(file.value(1), file.value(2));
  }

  @Override
  public void close() {
    file.close();
  }
}
