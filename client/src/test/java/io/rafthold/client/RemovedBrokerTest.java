package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A broker that was removed from its cluster is not looked for any more. */
class RemovedBrokerTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int BOOTSTRAP = 0;
  private static final int LEARNED = 2;

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 1);
  private final ClientRuntime client = cluster.client();
  private final Admin admin = client.admin();

  @Test
  void oneThatWasLearnedIsForgotten() {
    meetAll();
    remove(LEARNED);

    assertThat(attemptsFromNowOn(LEARNED)).isZero();
    assertThat(client.core().connections().troubles()).isEmpty();
  }

  @Test
  void oneToStartFromRestsWhileAnotherOneIsThere() {
    meetAll();
    cluster.controller = 1;
    remove(BOOTSTRAP);

    assertThat(attemptsFromNowOn(BOOTSTRAP)).isZero();
  }

  @Test
  void oneToStartFromIsTriedAgainWhereNobodyElseIsLeft() {
    meetAll();
    cluster.controller = 1;
    remove(BOOTSTRAP);
    cluster.brokers.get(1).isUp = false;
    cluster.brokers.get(2).isUp = false;
    cluster.brokers.get(BOOTSTRAP).isUp = true;

    cluster.runFor(client, 20 * SECOND_NS);
    assertThat(client.core().connections().reachable()).isOne();
  }

  @Test
  void oneThatComesBackIsFoundAgain() {
    meetAll();
    remove(LEARNED);
    cluster.removed.clear();
    cluster.brokers.get(LEARNED).isUp = true;
    admin.listTopics();
    client.execute(() -> client.core().refresher().request(null));
    cluster.runFor(client, 5 * SECOND_NS);

    assertThat(client.core().connections().reachable()).isEqualTo(3);
  }

  @Test
  void aNewOneInItsPlaceIsGreeted() {
    meetAll();
    cluster.controller = 1;
    remove(BOOTSTRAP);
    final BrokerConnection left = client.core().connections().broker(BOOTSTRAP);
    final Endpoint place = left.endpoint();
    final BrokerInfo next =
        BrokerInfo.unreachable(
            4, place.host(), place.clientPort(), place.responsePort(), BrokerState.MEMBER);
    assertThat(left.isRetired()).isTrue();

    client.core().connections().learn(List.of(next));

    assertThat(left.isRetired()).isFalse();
  }

  @Test
  void whoLagsBehindCostsNoSessionThatIsThere() {
    meetAll();
    final int before = cluster.attempts.get(LEARNED);
    cluster.removed.add(LEARNED);
    for (int i = 0; i < 5; i++) {
      admin.listTopics();
    }
    cluster.runFor(client, SECOND_NS);

    assertThat(cluster.attempts.get(LEARNED)).isEqualTo(before);
    assertThat(client.core().connections().broker(LEARNED).isReady()).isTrue();
  }

  private void meetAll() {
    admin.listTopics();
    client.execute(() -> client.core().refresher().request(null));
    cluster.runFor(client, SECOND_NS);
    assertThat(client.core().connections().reachable()).isEqualTo(3);
  }

  private void remove(int broker) {
    cluster.removed.add(broker);
    cluster.brokers.get(broker).isUp = false;
    cluster.runFor(client, 5 * SECOND_NS);
  }

  private int attemptsFromNowOn(int broker) {
    final int before = cluster.attempts.get(broker);
    for (int i = 0; i < 10; i++) {
      admin.listTopics();
      cluster.runFor(client, 2 * SECOND_NS);
    }
    return cluster.attempts.get(broker) - before;
  }
}
