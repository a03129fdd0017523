package io.rafthold.bench.system;

import io.rafthold.bench.rig.SystemUnderTest;

/** Starts systems of one kind; found by {@link java.util.ServiceLoader}. */
public interface SystemProvider {
  /** Returns the name by which users ask for it, as in {@code rafthold}. */
  String name();

  /** Returns which options may stand behind the name, for users. */
  String usage();

  /**
   * Starts a system.
   *
   * @param choice its options
   * @param settings what all systems of a comparison have in common
   * @return to be closed by the caller
   * @throws IllegalArgumentException for an option that there is not, naming those that there are
   */
  SystemUnderTest start(SystemChoice choice, SystemSettings settings);
}
