package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.MetadataController;
import io.rafthold.metadata.MetadataDefaults;
import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.MetadataState;
import io.rafthold.metadata.RegisteredBroker;
import io.rafthold.partition.FlushNotices;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.BrokerRegisteredEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.PlacementChangedEncoder;
import io.rafthold.protocol.codec.PlacementReachedEncoder;
import io.rafthold.protocol.codec.TopicCreatedEncoder;
import io.rafthold.protocol.codec.TopicDeletedEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.IntHashSet;
import org.agrona.sbe.MessageEncoderFlyweight;
import org.junit.jupiter.api.Test;

/** What a broker makes of the metadata when it replays it over directories that it has already. */
class ReplicaGateTest {
  private static final int SELF = 1;
  private static final int HASH = 0x5eed;

  private final List<String> asked = new ArrayList<>();
  private final IntHashSet onDisk = new IntHashSet();
  private final ExpandableArrayBuffer body = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private MetadataGroup metadata;
  private ReplicaGate gate;
  private ClusterMemory remembered = ClusterMemory.NOTHING;
  private long index;

  private final class RecordingStorage implements ReplicaStorage {
    @Override
    public void open(int groupId, long segmentBytes, boolean hasPeers) {
      asked.add("open " + groupId);
    }

    @Override
    public ReplicaFiles openNow(int groupId, long segmentBytes, boolean hasPeers) {
      throw new IllegalStateException("not asked for here");
    }

    @Override
    public Opened pollOpened() {
      return null;
    }

    @Override
    public void close(int groupId, AutoCloseable files, boolean deletes) {
      throw new IllegalStateException("nothing is open here");
    }

    @Override
    public void delete(int groupId) {
      asked.add("delete " + groupId);
    }

    @Override
    public boolean exists(int groupId) {
      return onDisk.contains(groupId);
    }

    @Override
    public void deleteOthers(IntHashSet kept, int belowGroupId) {
      for (int groupId = 1; groupId < belowGroupId; groupId++) {
        if (onDisk.contains(groupId) && !kept.contains(groupId)) {
          asked.add("delete " + groupId);
        }
      }
    }

    @Override
    public void remember(ClusterMemory memory) {
      remembered = memory;
    }
  }

  private void start(ClusterMemory memory) {
    asked.clear();
    index = 0;
    final RecordingStorage storage = new RecordingStorage();
    final List<ClusterMember> members = List.of(member(0), member(1), member(2));
    final Replicas replicas = new Replicas(SELF, storage, null, new FlushNotices(), closing -> {});
    gate =
        new ReplicaGate(
            SELF, HASH, replicas, storage, new PeerDirectory(SELF, members, memory), memory);
    final MetadataState state = new MetadataState(gate);
    metadata =
        new MetadataGroup(
            state,
            new MetadataController(
                state, members, new MetadataDefaults(1, 1 << 20, AckLevel.QUORUM_SYNC)),
            null);
    gate.attach(metadata);
  }

  @Test
  void aFreshBrokerWaitsUntilItIsRegisteredAndThenOpensWhatIsItsOwn() {
    start(ClusterMemory.NOTHING);
    create(1, 1, 0, 1);
    create(2, 2, 0, 2);
    assertThat(asked).isEmpty();

    register(SELF, HASH);

    assertThat(gate.isOpen()).isTrue();
    assertThat(asked).containsExactly("open 1");
    create(3, 3, 1, 2);
    assertThat(asked).containsExactly("open 1", "open 3");
    assertThat(remembered.index()).isEqualTo(index);
    assertThat(remembered.brokers()).containsExactly(new RegisteredBroker(member(SELF), HASH));
  }

  @Test
  void aBrokerWhoseIdIsRegisteredWithAnotherDirectoryOpensNothing() {
    start(ClusterMemory.NOTHING);
    register(SELF, HASH + 1);
    create(1, 1, 0, 1);

    assertThat(gate.isOpen()).isFalse();
    assertThat(asked).isEmpty();
  }

  @Test
  void historyIsNotActedUponAgain() {
    live();
    onDisk.add(1);
    start(remembered);
    replay();
    assertThat(asked).as("moved away, moved back, and a topic that came and went").isEmpty();

    lastOfReplay();

    assertThat(asked).containsExactly("open 1");
    delete(1);
    assertThat(asked).contains("delete 1");
  }

  @Test
  void aDirectoryThatIsGoneIsNotMadeAnew() {
    live();
    start(remembered);
    replay();
    lastOfReplay();

    assertThat(asked).isEmpty();
  }

  @Test
  void whatADeletionLeftBehindIsDeletedAtTheStart() {
    live();
    onDisk.add(1);
    onDisk.add(2);
    start(remembered);
    replay();
    lastOfReplay();

    assertThat(asked).containsExactly("open 1", "delete 2");
  }

  private void live() {
    start(ClusterMemory.NOTHING);
    replay();
    lastOfReplay();
    assertThat(remembered.index()).isEqualTo(index);
  }

  private void replay() {
    register(SELF, HASH);
    create(1, 1, 0, 1);
    place(1, 0, 2);
    reach(1, 5, 0, 2);
    place(1, 0, 1);
    create(2, 2, 1, 2);
  }

  private void lastOfReplay() {
    delete(2);
  }

  private void register(int brokerId, int hash) {
    final ClusterMember member = member(brokerId);
    apply(
        new BrokerRegisteredEncoder()
            .wrapAndApplyHeader(body, 0, header)
            .brokerId(brokerId)
            .peerPort(member.peerPort())
            .clientPort(member.clientPort())
            .responsePort(member.responsePort())
            .directoryHash(hash)
            .host(member.host()));
  }

  private void create(int topicId, int groupId, int... brokers) {
    final TopicCreatedEncoder topic =
        new TopicCreatedEncoder()
            .wrapAndApplyHeader(body, 0, header)
            .topicId(topicId)
            .replicas(brokers.length)
            .segmentBytes(1 << 20)
            .ackLevel(AckLevelCode.QUORUM_SYNC)
            .retentionMs(0)
            .retentionBytes(0);
    final var replicas =
        topic.partitionsCount(1).next().groupId(groupId).replicaBrokersCount(brokers.length);
    for (final int broker : brokers) {
      replicas.next().brokerId(broker);
    }
    apply(topic.name("topic-" + topicId));
  }

  private void delete(int topicId) {
    apply(new TopicDeletedEncoder().wrapAndApplyHeader(body, 0, header).topicId(topicId));
  }

  private void place(int groupId, int... brokers) {
    final PlacementChangedEncoder changed =
        new PlacementChangedEncoder().wrapAndApplyHeader(body, 0, header).groupId(groupId);
    final var replicas = changed.replicaBrokersCount(brokers.length);
    for (final int broker : brokers) {
      replicas.next().brokerId(broker);
    }
    apply(changed);
  }

  private void reach(int groupId, long membershipIndex, int... voters) {
    final PlacementReachedEncoder reached =
        new PlacementReachedEncoder()
            .wrapAndApplyHeader(body, 0, header)
            .groupId(groupId)
            .membershipIndex(membershipIndex);
    final var group = reached.votersCount(voters.length);
    for (final int voter : voters) {
      group.next().brokerId(voter);
    }
    reached.learnersCount(0);
    apply(reached);
  }

  private void apply(MessageEncoderFlyweight entry) {
    index++;
    metadata.onCommitted(
        index, body, 0, MessageHeaderEncoder.ENCODED_LENGTH + entry.encodedLength());
  }

  private static ClusterMember member(int id) {
    return new ClusterMember(id, "localhost", 9000 + 10 * id, 9001 + 10 * id, 9002 + 10 * id);
  }
}
