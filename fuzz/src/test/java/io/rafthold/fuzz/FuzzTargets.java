package io.rafthold.fuzz;

import java.lang.reflect.Constructor;
import java.util.List;

/** All targets, by their class names: each has a constructor without parameters. */
public final class FuzzTargets {
  /** The classes, below {@code io.rafthold}. */
  public static final List<String> NAMES =
      List.of(
          "client.RepliesTarget",
          "log.SlotFilesTarget",
          "log.chronicle.DescriptorTarget",
          "log.chronicle.ScannerTarget",
          "metadata.MetadataEntriesTarget",
          "partition.AppendEntriesTarget",
          "partition.CompressedRecordsTarget",
          "partition.RecordsTarget",
          "partition.StatesTarget",
          "server.ConfigurationTarget",
          "server.PeerMessagesTarget",
          "server.RequestsTarget");

  private FuzzTargets() {}

  /** Makes a target. */
  public static FuzzTarget of(String name) {
    try {
      final Constructor<?> constructor =
          Class.forName("io.rafthold." + name).getDeclaredConstructor();
      return (FuzzTarget) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("there is no target " + name, e);
    }
  }
}
