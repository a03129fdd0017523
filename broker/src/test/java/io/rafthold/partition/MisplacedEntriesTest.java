package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.AckLevel;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader that lies about offsets: each entry is sound, their indices and terms fit, and appended
 * they would leave a gap in the partition's offsets, or the same offset twice. The follower drops
 * the message and goes on.
 */
class MisplacedEntriesTest {
  private static final long SEED = 71;
  private static final int LIAR = 1;
  private static final int FOLLOWER = 2;

  @TempDir Path directory;
  private final UnsafeBuffer entries = new UnsafeBuffer(new byte[4_096]);
  private int length;
  private TestGroup group;
  private Replica follower;
  private ReplicaLog log;

  @BeforeEach
  void aFollowerWithEntries() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(LIAR, FOLLOWER, 3);
    group.produce(group.lead(LIAR), 0, 3, 2);
    final long lastIndex = group.at(LIAR).get().log().lastIndex();
    group.awaitCommitted(lastIndex);
    follower = group.at(FOLLOWER).get();
    log = follower.log();
    assertThat(log.lastIndex()).isEqualTo(lastIndex);
  }

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void anEntryThatSkipsOffsetsIsDropped() {
    entry(2, log.lastIndex() + 1, log.endOffset() + 7);

    isDropped(log.lastIndex(), log.lastTerm());
  }

  @Test
  void anEntryThatGivesAnOffsetTwiceIsDropped() {
    entry(2, log.lastIndex() + 1, log.endOffset() - 1);

    isDropped(log.lastIndex(), log.lastTerm());
  }

  @Test
  void alsoBehindAnEntryThatIsHereWithFewerRecords() {
    entry(9, log.lastIndex(), log.endOffset() - 2);
    entry(2, log.lastIndex() + 1, log.endOffset() + 7);

    isDropped(log.lastIndex() - 1, log.termAt(log.lastIndex() - 1));
  }

  @Test
  void andBehindAnIndexWhoseTermIsMadeUp() {
    entry(2, log.lastIndex() + 1, log.endOffset() + 7);

    isDropped(log.lastIndex(), 0);
  }

  @Test
  void whatTakesUpTheOffsetIsTaken() {
    entry(2, log.lastIndex() + 1, log.endOffset());
    final long end = log.endOffset();

    assertThat(offer(log.lastIndex(), log.lastTerm(), 1)).isTrue();
    assertThat(log.endOffset()).isEqualTo(end + 2);
  }

  private void entry(int records, long index, long baseOffset) {
    final UnsafeBuffer entry =
        Batches.stamped(LIAR, 100 + length, records, index, follower.term(), baseOffset);
    entries.putBytes(length, entry, 0, entry.capacity());
    length += entry.capacity();
  }

  private void isDropped(long prevIndex, long prevTerm) {
    final long lastIndex = log.lastIndex();
    final long end = log.endOffset();
    final int count = (int) (lastIndex + 1 - prevIndex);

    assertThat(offer(prevIndex, prevTerm, count)).isFalse();

    assertThat(log.lastIndex()).isEqualTo(lastIndex);
    assertThat(log.endOffset()).isEqualTo(end);
    group.produce(group.at(LIAR), 6, 1, 4);
    group.awaitCommitted(lastIndex + 1);
    assertThat(follower.failure()).isNull();
    assertThat(log.endOffset()).isEqualTo(end + 4);
  }

  private boolean offer(long prevIndex, long prevTerm, int count) {
    final RaftMessage message =
        new RaftMessage()
            .reset(MessageType.APPEND_REQUEST, LIAR, FOLLOWER)
            .term(follower.term())
            .prevIndex(prevIndex)
            .prevTerm(prevTerm);
    return follower.onAppendRequest(message, entries, 0, length, count, group.nowNs());
  }
}
