package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.StateWrite;
import io.rafthold.partition.ReplicaContents;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A broker's data directory with one replica that has everything a replica can have: a log whose
 * first segment is gone, with what held there; states beside its segments; terms, votes, a
 * membership; and a tail that was not flushed.
 */
final class DamageTemplate {
  static final int GROUP_ID = 5;
  static final int BROKER_ID = 0;
  static final long SEGMENT_BYTES = 64 * 1024;
  static final int FLUSHED = 220;
  static final int ENTRIES = 240;
  private static final int MAX_BATCH_BYTES = 16 * 1024;
  private static final int CHANGE_OF_TERM = 110;

  private final byte[][] entries = new byte[ENTRIES + 1][];
  private final Path data;
  private final int[] voters;
  private final long startIndex;

  /**
   * Makes it.
   *
   * @param voters of the group, broker 0 among them
   */
  DamageTemplate(Path data, int... voters) {
    this.data = data;
    this.voters = voters;
    DataDirectory.open(
            ConfigLoader.load(
                null,
                Map.of(),
                List.of("cluster.members=0@localhost:10000:10001:10002", "data.dir=" + data)))
        .close();
    try (ReplicaFiles files = replica(data).open(SEGMENT_BYTES, 0)) {
      files.membershipFile().write(ReplicaContents.membership(BROKER_ID, voters));
      files.membershipFile().write(ReplicaContents.membership(BROKER_ID, voters));
      files.voteFile().write(1, 4);
      append(files.log(), CHANGE_OF_TERM, 1);
      files.log().flush();
      files.voteFile().write(2, 3);
      append(files.log(), FLUSHED - CHANGE_OF_TERM, 2);
      files.log().flush();
      startIndex = dropFirst(files);
      files.progressFile().write(FLUSHED, FLUSHED);
      append(files.log(), ENTRIES - FLUSHED, 2);
    }
  }

  private long dropFirst(ReplicaFiles files) {
    final ReplicaLog log = files.log();
    final List<SegmentDescriptor> segments = log.segments();
    assertThat(segments).as("a first, a middle and a last one").hasSizeGreaterThan(3);
    for (final SegmentDescriptor each : segments.subList(1, segments.size())) {
      keepState(log, each);
    }
    files.startFile().write(state(segments.get(1)));
    log.dropBefore(segments.get(1).baseIndex());
    return segments.get(1).baseIndex() - 1;
  }

  private void keepState(ReplicaLog log, SegmentDescriptor segment) {
    try (StateWrite write = log.files().beginState(segment, state(segment))) {
      long bytes = write.step();
      while (bytes > 0) {
        bytes = write.step();
      }
    }
  }

  private byte[] state(SegmentDescriptor segment) {
    return ReplicaContents.state(
        segment.baseIndex() - 1, segment.previousTerm(), segment.baseOffset(), BROKER_ID, voters);
  }

  /** Returns the entry that the log starts behind. */
  long startIndex() {
    return startIndex;
  }

  /** Copies the whole data directory, and returns the replica in it. */
  ReplicaDirectory copyTo(Path place) throws IOException {
    RandomDamage.copy(data, place);
    return replica(place);
  }

  private static ReplicaDirectory replica(Path data) {
    return new ReplicaDirectory(
        data.resolve("groups").resolve(Integer.toString(GROUP_ID)), GROUP_ID, MAX_BATCH_BYTES);
  }

  /** Appends entries of various lengths, the same at the same index. */
  void append(ReplicaLog log, int count, long term) {
    for (int i = 0; i < count; i++) {
      final int index = (int) log.lastIndex() + 1;
      final byte[] bytes = new byte[Batch.HEADER_LENGTH + 200 + index % 17 * 130];
      final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
      new SplittableRandom(index).nextBytes(bytes);
      Batch.initialise(buffer, 0, EntryType.DATA, -1, (short) -1, -1);
      Batch.sealBody(buffer, 0, bytes.length, 1);
      Batch.stamp(buffer, 0, index, term, log.endOffset(), index);
      log.append(buffer, 0, buffer, 0, bytes.length);
      if (index <= ENTRIES && entries[index] == null) {
        entries[index] = bytes;
      }
    }
  }

  /** Reads all entries, each of which must be what was appended; returns the damage that it met. */
  LogDamageException read(ReplicaLog log) {
    assertThat(log.firstIndex()).isIn(1L, startIndex + 1);
    try (LogCursor cursor = log.newCursor()) {
      long index = log.firstIndex();
      for (boolean isThere = cursor.seek(index); isThere; isThere = cursor.next()) {
        final byte[] read = new byte[cursor.length()];
        cursor.buffer().getBytes(cursor.position(), read);
        assertThat(cursor.index()).isEqualTo(index);
        assertThat(read).as("entry %d", index).isEqualTo(entries[(int) index]);
        index++;
      }
      assertThat(index).isEqualTo(log.lastIndex() + 1);
      return null;
    } catch (LogDamageException damage) {
      return damage;
    }
  }
}
