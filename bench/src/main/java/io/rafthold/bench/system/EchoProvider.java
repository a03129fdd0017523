package io.rafthold.bench.system;

import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;
import java.util.function.Supplier;

/**
 * What this machine takes for messages alone, in processes and threads like a cluster's, over the
 * brokers' own transport and its settings. Nothing that a broker does can be quicker.
 */
public final class EchoProvider implements SystemProvider {
  private static final String DIRECT = "direct";
  private static final String LOGGED = "logged";

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
  public Supplier<SystemUnderTest> prepare(SystemChoice choice, SystemSettings settings) {
    final String kind = choice.takeOneOf("quorum", DIRECT, LOGGED);
    choice.checkAllTaken(usage());
    final boolean isLogged = kind.equals(LOGGED);
    final SystemProfile profile =
        new SystemProfile(
            choice.text(),
            kind.equals(DIRECT) ? "the leader alone" : "first of two followers, no consensus",
            isLogged ? SystemProfile.PAGE_CACHE : SystemProfile.NOTHING_KEPT,
            "3 processes of one thread, driver invoked, waiting as the brokers do; client and"
                + " load in one thread, waiting likewise; messages that wait for the link share"
                + " one"
                + (isLogged ? "; a Chronicle append on all three" : ""),
            settings.mtuBytes(),
            isLogged ? SystemProfile.FRESH_LOG : SystemProfile.NO_LOG);
    final long asked = kind.equals(DIRECT) ? EchoNode.DIRECT : EchoNode.QUORUM;
    return () -> new EchoSystem(settings, asked, isLogged, profile);
  }
}
