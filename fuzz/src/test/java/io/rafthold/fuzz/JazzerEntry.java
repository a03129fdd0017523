package io.rafthold.fuzz;

/** What Jazzer calls: feeds the target that the property {@code fuzz.target} names. */
public final class JazzerEntry {
  private static Feeder feeder;

  private JazzerEntry() {}

  /** Prepares the target; the name is Jazzer's. */
  public static void fuzzerInitialize() throws Exception {
    feeder = new Feeder(FuzzTargets.of(System.getProperty("fuzz.target")));
  }

  /**
   * Feeds one input; the name is Jazzer's.
   *
   * @param input of its choice
   */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    feeder.feed(input);
  }
}
