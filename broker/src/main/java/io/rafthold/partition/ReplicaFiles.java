package io.rafthold.partition;

import io.rafthold.log.ProgressFile;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.VoteFile;

/** The open files of a replica, handed over to it. */
public record ReplicaFiles(ReplicaLog log, VoteFile voteFile, ProgressFile progressFile)
    implements AutoCloseable {
  /** Closes them without a flush; for files that no replica took over. */
  @Override
  public void close() {
    progressFile.close();
    voteFile.close();
    log.close();
  }
}
