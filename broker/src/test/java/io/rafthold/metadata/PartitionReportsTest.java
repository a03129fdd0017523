package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.partition.PeerLink;
import io.rafthold.raft.Membership;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PartitionReportsTest {
  private static final long CLUSTER = 77;
  private static final int HASH = 5;

  private final List<String> received = new ArrayList<>();
  private final List<byte[]> passedOn = new ArrayList<>();
  private final List<byte[]> sent = new ArrayList<>();
  private final PartitionReports sender = reports(1, CLUSTER);
  private final PartitionReports receiver = reports(2, CLUSTER);

  private PartitionReports reports(int self, long cluster) {
    final PartitionReports reports =
        new PartitionReports(
            cluster,
            self,
            HASH,
            (broker, hash) -> broker == 1 && hash == HASH,
            new Outbox(),
            (buffer, position, length) -> passedOn.add(new byte[length]));
    reports.attach(
        (groupId, index, preferred, voters) ->
            received.add(groupId + "@" + index + " " + preferred + Arrays.toString(voters)));
    return reports;
  }

  private final class Outbox implements PeerLink {
    @Override
    public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
      assertThat(brokerId).isEqualTo(2);
      final byte[] copy = new byte[length];
      buffer.getBytes(position, copy);
      sent.add(copy);
      return true;
    }

    @Override
    public boolean isReady(int brokerId) {
      return true;
    }

    @Override
    public int maxMessageLength() {
      return 1 << 20;
    }
  }

  @Test
  void aReportArrivesAsItWasMade() {
    sender.report(2, 9, 4, Membership.of(1, 1, 2, 5), 17, PartitionReports.NO_PREFERENCE);

    deliver(receiver, sent.get(0));

    assertThat(received).containsExactly("9@17 -1[1, 2, 5]");
    assertThat(receiver.refusedCount()).isZero();
  }

  @Test
  void aBrokerThatLeadsGroupZeroItselfIsToldDirectly() {
    sender.report(1, 9, 4, Membership.of(1, 1, 2), 17, 2);

    assertThat(sent).isEmpty();
    assertThat(received).containsExactly("9@17 2[1, 2]");
  }

  @Test
  void withoutALeaderNothingIsSent() {
    sender.report(-1, 9, 4, Membership.of(1, 1, 2), 17, 2);

    assertThat(sent).isEmpty();
    assertThat(received).isEmpty();
  }

  @Test
  void foreignStrangeAndDamagedReportsAreCountedAndDropped() {
    reports(1, CLUSTER + 1).report(2, 9, 4, Membership.of(1, 1, 2), 17, -1);
    reports(3, CLUSTER).report(2, 9, 4, Membership.of(1, 1, 2), 17, -1);
    sender.report(2, 9, 4, Membership.of(1, new int[] {1, 2}, new int[] {3}), 17, -1);
    sent.forEach(message -> deliver(receiver, message));
    assertThat(receiver.refusedCount()).as("cluster, sender, unfinished").isEqualTo(3);

    final byte[] whole = sent.get(0);
    for (int length = 8; length < whole.length; length++) {
      deliver(receiver, Arrays.copyOf(whole, length));
    }
    assertThat(received).isEmpty();
  }

  @Test
  void everythingElseGoesOn() {
    deliver(receiver, new byte[64]);

    assertThat(passedOn).hasSize(1);
  }

  private static void deliver(PartitionReports to, byte[] message) {
    to.onPeerMessage(new UnsafeBuffer(message), 0, message.length);
  }
}
