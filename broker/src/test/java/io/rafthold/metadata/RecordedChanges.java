package io.rafthold.metadata;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a state tells its listener. */
final class RecordedChanges implements MetadataListener {
  final List<String> changes = new ArrayList<>();

  @Override
  public void onTopicCreated(Topic topic) {
    changes.add("+" + topic.name() + "#" + topic.id());
  }

  @Override
  public void onTopicAltered(Topic topic) {
    changes.add("=" + topic.name() + "#" + topic.id());
  }

  @Override
  public void onTopicGrown(Topic topic, int firstPartition) {
    changes.add("^" + topic.name() + "#" + topic.id() + " from " + firstPartition);
  }

  @Override
  public void onTopicDeleted(Topic topic) {
    changes.add("-" + topic.name() + "#" + topic.id());
  }

  @Override
  public void onPlacementChanged(Topic topic, PartitionPlacement before, PartitionPlacement after) {
    changes.add("~" + topic.name() + " " + after);
  }

  @Override
  public void onBrokersChanged() {
    changes.add("brokers");
  }
}
