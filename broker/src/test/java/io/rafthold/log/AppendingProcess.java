package io.rafthold.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** The process that {@link KilledProcessTest} kills: appends for ever and prints each index. */
final class AppendingProcess {
  private AppendingProcess() {}

  /** Appends to the log in the directory given, with a flush now and then. */
  public static void main(String[] args) {
    final PrintStream acknowledgements =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    final SegmentedLog log = LogDirectory.open(Path.of(args[0]));
    final Batches batches = new Batches();
    final long term = log.lastTerm() + 1;
    for (int i = 1; true; i++) {
      batches.append(log, term, 1, i % 300);
      acknowledgements.println(log.lastIndex());
      if (i % 100 == 0) {
        log.flush();
      }
    }
  }
}
