package io.rafthold.sim;

import io.rafthold.partition.Replica;
import io.rafthold.sim.client.Workload;
import io.rafthold.sim.fault.FaultKind;
import java.util.List;

/** What operators do at the worst of times: topics come and go, leaders and replicas move. */
final class AdminFaults {
  private static final int MOST_TOPICS = 6;

  private final World world;
  private final SimRandom random;
  private int created;

  AdminFaults(World world, SimRandom random) {
    this.world = world;
    this.random = random;
  }

  /** Asks for something; false where there is nothing to ask for. */
  boolean begin(FaultKind kind) {
    final Workload operator = world.clients().get(random.below(world.clients().size())).workload();
    return switch (kind) {
      case TOPIC_CREATED -> create();
      case TOPIC_DELETED -> delete();
      case TRANSFER -> {
        final int groupId = someGroup();
        if (groupId > 0) {
          operator.transfer(groupId, someBroker());
        }
        yield groupId > 0;
      }
      case MEMBERSHIP -> {
        final int groupId = someGroup();
        if (groupId > 0) {
          move(operator, groupId);
        }
        yield groupId > 0;
      }
      default -> false;
    };
  }

  /** Adds a replica where there is none, or removes one, and be it the leader. */
  private void move(Workload operator, int groupId) {
    final int brokerId = someBroker();
    final boolean isThere =
        world.brokers().get(brokerId).replicas().stream()
            .anyMatch(replica -> replica.settings().groupId() == groupId);
    if (isThere) {
      operator.removeReplica(groupId, brokerId);
    } else {
      operator.addReplica(groupId, brokerId);
    }
  }

  private int someBroker() {
    return random.below(world.plan().brokers);
  }

  private int someGroup() {
    final SimBroker broker = world.brokers().get(someBroker());
    final List<Replica> replicas =
        broker.replicas().stream().filter(replica -> replica.settings().groupId() > 0).toList();
    return replicas.isEmpty()
        ? -1
        : replicas.get(random.below(replicas.size())).settings().groupId();
  }

  private boolean create() {
    if (world.plan().topics().size() >= MOST_TOPICS) {
      return false;
    }
    final Plan.TopicPlan topic = world.plan().oneMoreTopic("x" + ++created, random);
    world.clients().forEach(client -> client.workload().add(topic.name()));
    return true;
  }

  private boolean delete() {
    if (world.plan().topics().size() < 2) {
      return false;
    }
    final Plan.TopicPlan topic =
        world.plan().topics().get(random.below(world.plan().topics().size()));
    world.plan().forget(topic);
    for (final SimClient client : world.clients()) {
      client.workload().delete(topic.name(), client == world.clients().get(0));
    }
    return true;
  }
}
