package io.rafthold.cli;

import io.rafthold.client.ConsumerRecord;
import java.io.IOException;
import java.io.OutputStream;

/** Writes records as the user wants them. */
@FunctionalInterface
interface RecordPrinter {
  /**
   * Writes one record.
   *
   * @throws IOException where nobody reads any more
   */
  void print(ConsumerRecord<byte[], byte[]> record, OutputStream out) throws IOException;
}
