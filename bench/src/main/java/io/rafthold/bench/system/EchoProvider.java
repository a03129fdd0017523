package io.rafthold.bench.system;

import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;

/**
 * What this machine takes for messages alone, in processes and threads like a cluster's, over the
 * brokers' own transport and its settings. Nothing that a broker does can be quicker.
 */
public final class EchoProvider implements SystemProvider {
  private static final String DIRECT = "direct";
  private static final String LOGGED = "logged";
  private static final int LEAST_MTU_BYTES = 8192;

  /** Made by the service loader. */
  public EchoProvider() {}

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String usage() {
    return "echo[:direct|:logged]";
  }

  @Override
  public SystemUnderTest start(SystemChoice choice, SystemSettings settings) {
    final String kind = choice.takeOneOf("quorum", DIRECT, LOGGED);
    choice.checkAllTaken(usage());
    final boolean isLogged = kind.equals(LOGGED);
    return new EchoSystem(
        settings,
        kind.equals(DIRECT) ? EchoNode.DIRECT : EchoNode.QUORUM,
        isLogged,
        new SystemProfile(
            choice.text(),
            kind.equals(DIRECT) ? "the leader alone" : "first of two followers, no consensus",
            isLogged ? SystemProfile.PAGE_CACHE : SystemProfile.NOTHING_KEPT,
            "3 processes of one thread, driver invoked, yielding; client and load in one thread,"
                + " driver invoked, yielding; messages that wait for the link share one"
                + (isLogged ? "; a Chronicle append on all three" : ""),
            Math.max(settings.mtuBytes(), LEAST_MTU_BYTES),
            isLogged ? SystemProfile.FRESH_LOG : SystemProfile.NO_LOG));
  }
}
