package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

class BrokerRegistryTest {
  private static final int HASH = 0x5eed;

  private final RecordedChanges listener = new RecordedChanges();
  private final MetadataState state = new MetadataState(listener);
  private final BrokerRegistry registry = state.registry();
  private final ClusterEntryEncoder encoder = new ClusterEntryEncoder();

  @Test
  void aRegisteredBrokerIsKnownByItsDirectory() {
    assertThat(register(member(2), HASH)).isEqualTo(ErrorCode.OK);

    assertThat(registry.broker(2)).isEqualTo(new RegisteredBroker(member(2), HASH));
    assertThat(listener.changes).containsExactly("brokers");
  }

  @Test
  void theSameRegistrationTwiceIsHarmless() {
    register(member(2), HASH);

    assertThat(register(member(2), HASH)).isEqualTo(ErrorCode.OK);
    assertThat(registry.brokers()).hasSize(1);
  }

  @Test
  void theFirstDirectoryOfAnIdWins() {
    register(member(2), HASH);

    assertThat(register(member(2), HASH + 1)).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(registry.broker(2).directoryHash()).isEqualTo(HASH);
  }

  @Test
  void anAddedBrokersDirectoryIsTheOneItIsHeardWith() {
    register(member(3), RegisteredBroker.NOT_HEARD);
    assertThat(registry.broker(3).isHeard()).isFalse();

    register(member(3), HASH);

    assertThat(registry.broker(3).directoryHash()).isEqualTo(HASH);
    assertThat(register(member(3), RegisteredBroker.NOT_HEARD))
        .as("a late addition takes nothing back")
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aBrokerMovesWithItsDirectory() {
    register(member(2), HASH);
    final ClusterMember elsewhere = new ClusterMember(2, "other", 1, 2, 3);

    assertThat(register(elsewhere, HASH)).isEqualTo(ErrorCode.OK);

    assertThat(registry.broker(2).member()).isEqualTo(elsewhere);
  }

  @Test
  void aRemovedIdIsNeverUsedAgain() {
    register(member(2), HASH);
    assertThat(apply(encoder.brokerRemoved(2)))
        .as("a removal that was not begun")
        .isEqualTo(ErrorCode.UNKNOWN_BROKER);
    assertThat(apply(encoder.brokerLeaving(2))).isEqualTo(ErrorCode.OK);
    assertThat(registry.isLeaving(2)).isTrue();

    assertThat(apply(encoder.brokerRemoved(2))).isEqualTo(ErrorCode.OK);

    assertThat(registry.broker(2)).isNull();
    assertThat(registry.isLeaving(2)).isFalse();
    assertThat(registry.isRemoved(2)).isTrue();
    assertThat(register(member(2), HASH)).isEqualTo(ErrorCode.UNKNOWN_BROKER);
    assertThat(apply(encoder.brokerLeaving(2))).isEqualTo(ErrorCode.UNKNOWN_BROKER);
  }

  @Test
  void membersAreTheRegisteredAndTheConfiguredButNotTheRemoved() {
    register(member(3), HASH);
    register(new ClusterMember(1, "old", 1, 2, 3), HASH);
    apply(encoder.brokerLeaving(2));
    apply(encoder.brokerRemoved(2));

    assertThat(registry.members(List.of(member(0), member(1), member(2))))
        .as("of a broker that is both, the configured address counts")
        .containsExactly(member(0), member(1), member(3));
  }

  @Test
  void aBrokerThatLeavesGetsNoReplicas() {
    apply(encoder.brokerLeaving(1));

    assertThat(registry.placeable(List.of(member(0), member(1), member(2)))).containsExactly(0, 2);
  }

  @Test
  void everyTruncationIsRefusedAndChangesNothing() {
    for (final DirectBuffer body :
        List.of(
            encoder.brokerRegistered(member(2), HASH),
            encoder.brokerLeaving(2),
            encoder.brokerRemoved(2))) {
      for (int length = 0; length < body.capacity(); length++) {
        final int cut = length;
        assertThatThrownBy(() -> state.apply(body, 0, cut)).isInstanceOf(MetadataException.class);
      }
    }
    assertThat(registry.brokers()).isEmpty();
    assertThat(listener.changes).isEmpty();
  }

  @Test
  void oddValuesAreNamed() {
    assertThatThrownBy(() -> register(new ClusterMember(-1, "h", 1, 2, 3), HASH))
        .hasMessageContaining("broker -1");
    assertThatThrownBy(() -> register(new ClusterMember(1, "h", 1, 70_000, 3), HASH))
        .hasMessageContaining("port 70000");
    assertThatThrownBy(() -> register(new ClusterMember(1, "", 1, 2, 3), HASH))
        .hasMessageContaining("host of 0");
  }

  private ErrorCode register(ClusterMember member, int hash) {
    return apply(encoder.brokerRegistered(member, hash));
  }

  private ErrorCode apply(DirectBuffer body) {
    return state.apply(body, 0, body.capacity());
  }

  private static ClusterMember member(int id) {
    return new ClusterMember(id, "localhost", 9000 + 10 * id, 9001 + 10 * id, 9002 + 10 * id);
  }
}
