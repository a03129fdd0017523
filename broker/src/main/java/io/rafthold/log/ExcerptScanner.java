package io.rafthold.log;

/**
 * Goes over the raw excerpts of a segment from its start and believes nothing: each length is
 * checked against the file's bounds before it is used. What it gives may still be garbage; judging
 * that is the caller's.
 */
public interface ExcerptScanner {
  /**
   * Moves to the next excerpt.
   *
   * @param excerpt set to it where there is one
   * @return false at the end, clean or not
   */
  boolean next(Excerpt excerpt);

  /**
   * Goes on behind a place where the frames lead no further, at the next one that frames a batch
   * with an intact header: for telling what else is there. A scanner that cannot do so finds none.
   *
   * @param position where the scan stands, or of an excerpt that it gave
   * @return whether there is one; the next excerpt is that
   */
  default boolean resume(int position) {
    return false;
  }

  /**
   * Tells why the scan ended.
   *
   * @return null where nothing is written there, else what was found instead, with the value
   */
  String stopReason();

  /**
   * Returns where the scan stands.
   *
   * @return position in the file of the next frame, in bytes
   */
  int position();
}
