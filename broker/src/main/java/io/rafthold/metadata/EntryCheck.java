package io.rafthold.metadata;

/** Refuses entries that cannot be applied, all in the same words. */
final class EntryCheck {
  private EntryCheck() {}

  static void require(boolean holds, String what, long value, String detail) {
    if (!holds) {
      throw refused(what + " " + value + " " + detail);
    }
  }

  static MetadataException refused(String reason) {
    return new MetadataException("a metadata entry cannot be applied: it " + reason.strip());
  }
}
