package io.rafthold.bench.system;

import io.rafthold.bench.rig.SystemUnderTest;
import java.util.function.Supplier;

/** Starts systems of one kind; found by {@link java.util.ServiceLoader}. */
public interface SystemProvider {
  /** Returns the name by which users ask for it, as in {@code rafthold}. */
  String name();

  /** Returns which options may stand behind the name, for users. */
  String usage();

  /**
   * Checks a choice and starts nothing yet, so that a wrong one is refused before the first system
   * of a comparison runs.
   *
   * @param choice its options
   * @param settings what all systems of a comparison have in common
   * @return starts the system each time that it is asked, to be closed by the caller
   * @throws IllegalArgumentException for an option that there is not, naming those that there are
   */
  Supplier<SystemUnderTest> prepare(SystemChoice choice, SystemSettings settings);
}
