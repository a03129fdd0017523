package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What thousands of groups say to each other goes in a few messages. */
class HeartbeatBundlesTest {
  private static final long CLUSTER = 77;

  private final List<UnsafeBuffer> sent = new ArrayList<>();
  private final PeerCodec receiver = new PeerCodec(CLUSTER, 2, 12);
  private boolean isOpen = true;
  private final HeartbeatBundles bundles =
      new HeartbeatBundles(
          new Link(), new PeerCodec(CLUSTER, 1, 11).heartbeats(), new Pulses(1, 2));

  @Test
  void manyGroupsNeedOneMessageEachWay() {
    for (int group = 1; group <= 200; group++) {
      assertThat(bundles.add(group, beat())).isTrue();
      assertThat(bundles.add(group, answer())).isTrue();
    }
    assertThat(sent).isEmpty();
    bundles.endCycle(0);
    assertThat(sent).hasSize(2);
    assertThat(beatsIn(sent.get(0))).hasSize(200);
    bundles.endCycle(0);
    assertThat(sent).hasSize(2);
  }

  @Test
  void aFullBundleIsSplit() {
    final int groups = HeartbeatBundle.LIMIT + 10;
    for (int group = 1; group <= groups; group++) {
      bundles.add(group, beat());
    }
    bundles.endCycle(0);
    assertThat(sent).hasSize(2);
    final List<Integer> all = beatsIn(sent.get(0));
    all.addAll(beatsIn(sent.get(1)));
    assertThat(all).hasSize(groups).doesNotHaveDuplicates();
  }

  @Test
  void whatTheLinkRefusesIsOfferedAgainForAWhile() {
    isOpen = false;
    bundles.add(1, beat());
    bundles.endCycle(100);
    isOpen = true;
    bundles.endCycle(200);
    assertThat(sent).hasSize(1);

    isOpen = false;
    bundles.add(1, beat());
    bundles.endCycle(300);
    bundles.endCycle(300 + HeartbeatBundles.KEEP_NS);
    isOpen = true;
    bundles.endCycle(400 + HeartbeatBundles.KEEP_NS);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aLinkThatTakesNothingBoundsWhatIsKept() {
    isOpen = false;
    for (int group = 1; group <= HeartbeatBundle.LIMIT; group++) {
      assertThat(bundles.add(group, beat())).isTrue();
    }
    assertThat(bundles.add(9_999, beat())).isFalse();
  }

  private List<Integer> beatsIn(UnsafeBuffer message) {
    assertThat(MessageFrame.templateId(message, 0, message.capacity())).isPositive();
    assertThat(receiver.heartbeats().decodeBeats(message, 0, message.capacity())).isTrue();
    final List<Integer> groups = new ArrayList<>();
    while (receiver.heartbeats().nextBeat(new RaftMessage())) {
      groups.add(receiver.heartbeats().beatGroupId());
    }
    return groups;
  }

  private static RaftMessage beat() {
    return new RaftMessage().reset(MessageType.HEARTBEAT, 1, 2).term(4);
  }

  private static RaftMessage answer() {
    return new RaftMessage().reset(MessageType.HEARTBEAT_RESPONSE, 1, 2).term(4).life(1);
  }

  private final class Link implements PeerLink {
    @Override
    public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
      if (isOpen) {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, buffer, position, length);
        sent.add(copy);
      }
      return isOpen;
    }

    @Override
    public boolean isReady(int brokerId) {
      return isOpen;
    }

    @Override
    public int maxMessageLength() {
      return 128 * 1024;
    }
  }
}
