package io.rafthold.client;

/**
 * Tells a user after a while that nothing can be read, and why. The core's thread keeps it; what it
 * reports is taken by any.
 */
final class TroubleWatch {
  private final ClientCore core;
  private final SubscriptionSettings settings;
  private long sinceNs;
  private String lastFailure = "";
  private volatile RaftholdException trouble;

  TroubleWatch(ClientCore core, SubscriptionSettings settings) {
    this.core = core;
    this.settings = settings;
    sinceNs = core.nowNs();
  }

  /** Notes what went wrong last. */
  void onFailure(String reason) {
    lastFailure = reason;
  }

  /**
   * Looks whether there is a trouble to report by now.
   *
   * @param isServed whether a broker serves the subscription
   * @return true where one was reported
   */
  boolean look(boolean isServed, boolean needsLeader, int groupId) {
    final long nowNs = core.nowNs();
    if (isServed) {
      sinceNs = nowNs;
      return false;
    }
    if (nowNs - sinceNs < settings.troubleTimeoutNs()) {
      return false;
    }
    sinceNs = nowNs;
    trouble =
        Failures.timedOut(
            "reading " + settings.partition(),
            settings.troubleTimeoutNs(),
            false,
            needsLeader && core.view().leader(groupId) < 0,
            core.connections(),
            lastFailure);
    return true;
  }

  /** Tells whether a trouble waits to be taken. Any thread. */
  boolean isReported() {
    return trouble != null;
  }

  /** Returns, once, what was reported last; null for nothing. Any thread. */
  RaftholdException take() {
    final RaftholdException taken = trouble;
    trouble = null;
    return taken;
  }
}
