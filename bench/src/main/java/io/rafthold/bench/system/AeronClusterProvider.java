package io.rafthold.bench.system;

import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;
import java.util.function.Supplier;

/** Aeron Cluster, with its log in the page cache, or forced at its file sync level 1. */
public final class AeronClusterProvider implements SystemProvider {
  /** Made by the service loader. */
  public AeronClusterProvider() {}

  @Override
  public String name() {
    return "aeron-cluster";
  }

  @Override
  public String usage() {
    return "aeron-cluster[:sync]";
  }

  @Override
  public Supplier<SystemUnderTest> prepare(SystemChoice choice, SystemSettings settings) {
    final boolean isForced = choice.take("sync");
    choice.checkAllTaken(usage());
    final SystemProfile profile =
        new SystemProfile(
            choice.text(),
            "majority of 3, then answered by the service",
            isForced ? SystemProfile.FORCED : SystemProfile.PAGE_CACHE,
            "3 nodes of 4 threads (driver, archive, consensus, service), yielding; client and load"
                + " in one thread, driver invoked, yielding",
            settings.mtuBytes(),
            SystemProfile.FRESH_LOG);
    return () ->
        new AeronClusterSystem(
            settings.directory(), settings.mtuBytes(), isForced ? 1 : 0, profile);
  }
}
