package io.rafthold.sim.net;

/** How the way from one node to another is just now. */
public final class LinkState {
  /** Messages lost of a thousand. */
  public int lossPerMille;

  /** Messages repeated of a thousand. */
  public int duplicatesPerMille;

  /** Messages that take far longer than others, of a thousand. */
  public int stragglersPerMille;

  /** Shortest time on the way. */
  public long leastDelayNs = 100_000;

  /** Usual longest time on the way. */
  public long mostDelayNs = 400_000;

  /** How long a straggler may take. */
  public long stragglerNs = 50_000_000;

  /** Whether nothing passes. */
  public boolean isCut;

  /** Until when the sender is told that there is no room. */
  public long isFullUntilNs;

  /** Makes a link without faults. */
  public LinkState() {}

  /** Ends all faults of the link. */
  public void heal() {
    lossPerMille = 0;
    duplicatesPerMille = 0;
    stragglersPerMille = 0;
    mostDelayNs = 400_000;
    stragglerNs = 50_000_000;
    isCut = false;
    isFullUntilNs = 0;
  }
}
