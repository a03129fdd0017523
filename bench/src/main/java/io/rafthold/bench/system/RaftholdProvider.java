package io.rafthold.bench.system;

import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;
import io.rafthold.protocol.AckLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Rafthold: each ack level, each thread profile, on fresh files or on recycled ones. */
public final class RaftholdProvider implements SystemProvider {
  private static final String QUORUM_SYNC = "quorum-sync";
  private static final String STEADY = "steady";
  private static final String COMPACT = "compact";

  /** Made by the service loader. */
  public RaftholdProvider() {}

  @Override
  public String name() {
    return "rafthold";
  }

  @Override
  public String usage() {
    return "rafthold[:quorum-sync][:shared|:low-latency][:steady]";
  }

  @Override
  public Supplier<SystemUnderTest> prepare(SystemChoice choice, SystemSettings settings) {
    final AckLevel level =
        choice.take(QUORUM_SYNC) ? AckLevel.ofLabel(QUORUM_SYNC) : AckLevel.ofLabel("quorum");
    final String profile = choice.takeOneOf(COMPACT, "shared", "low-latency");
    final boolean isSteady = choice.take(STEADY);
    choice.checkAllTaken(usage());
    final List<String> all = new ArrayList<>();
    all.add("threads.profile=" + profile);
    all.add("aeron.mtu=" + settings.mtuBytes());
    if (isSteady) {
      all.addAll(RaftholdSystem.STEADY_SETTINGS);
    }
    all.addAll(settings.brokerSettings());
    final SystemProfile described = describe(choice, settings, level, profile, isSteady);
    return () ->
        new RaftholdSystem(LocalCluster.start(settings.directory(), all), described, level);
  }

  private static SystemProfile describe(
      SystemChoice choice,
      SystemSettings settings,
      AckLevel level,
      String profile,
      boolean isSteady) {
    final boolean isForced = level.label().equals(QUORUM_SYNC);
    final String changed =
        settings.brokerSettings().isEmpty() ? "" : ", " + settings.brokerSettings();
    return new SystemProfile(
        choice.text(),
        level.label() + " of 3",
        isForced ? SystemProfile.FORCED : SystemProfile.PAGE_CACHE,
        "3 brokers, profile "
            + profile
            + changed
            + "; client and load in one thread, driver invoked; yields, and sleeps for"
            + " datagrams where yielding is slow",
        settings.mtuBytes(),
        isSteady ? SystemProfile.STEADY_STATE : SystemProfile.FRESH_LOG);
  }
}
