package io.rafthold.server;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.partition.Replica;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.InitProducerRequestEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import java.nio.file.Path;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition's leader takes the producers that group 0 has given ids to, and no others. */
class ProducerIdsTest {
  private static final long SEED = 11;
  private static final int GROUP_ID = 1;

  @TempDir Path directory;

  @Test
  void anIdIsTakenFromWhenItWasGivenOut() {
    try (CoreCluster cluster = new CoreCluster(directory, 3, SEED)) {
      final CoreCluster.Node controller = cluster.awaitLeader(0);
      TopicCreation.of("orders", 1).send(cluster, controller);
      final CoreCluster.Node leader = cluster.awaitLeader(GROUP_ID);
      final long nextId = leader.core().metadata().nextProducerId();
      assertThat(produce(cluster, leader, nextId)).isEqualTo(ErrorCode.UNALLOCATED_PRODUCER);
      assertThat(produce(cluster, leader, Long.MAX_VALUE))
          .isEqualTo(ErrorCode.UNALLOCATED_PRODUCER);

      giveOut(cluster, controller);
      cluster.await(
          "the leader has heard of it", () -> leader.core().metadata().nextProducerId() > nextId);
      assertThat(produce(cluster, leader, nextId)).isEqualTo(ErrorCode.OK);
    }
  }

  private static void giveOut(CoreCluster cluster, CoreCluster.Node controller) {
    final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    final InitProducerRequestEncoder request = new InitProducerRequestEncoder();
    request.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).correlationId(2);
    cluster.request(
        controller,
        TopicCreation.SESSION,
        buffer,
        MessageFrame.HEADER_LENGTH + request.encodedLength());
  }

  private static ErrorCode produce(CoreCluster cluster, CoreCluster.Node leader, long producerId) {
    final int recordLength = RecordFormat.OVERHEAD + 1;
    final int length = Batch.HEADER_LENGTH + recordLength;
    final UnsafeBuffer batch = new UnsafeBuffer(new byte[length]);
    Batch.initialise(batch, 0, EntryType.DATA, producerId, (short) 0, 0);
    batch.putInt(Batch.HEADER_LENGTH, recordLength, LITTLE_ENDIAN);
    batch.putInt(Batch.HEADER_LENGTH + 8, RecordFormat.NULL_LENGTH, LITTLE_ENDIAN);
    batch.putInt(Batch.HEADER_LENGTH + 12, 1, LITTLE_ENDIAN);
    Batch.sealBody(batch, 0, length, 1);
    final Replica replica =
        leader.core().replicas().stream()
            .filter(each -> each.settings().groupId() == GROUP_ID)
            .findFirst()
            .orElseThrow();
    return replica.produce(
        batch, 0, length, null, Replica.ANY_OFFSET, 1, producerId, cluster.nowNs());
  }
}
