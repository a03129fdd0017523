package io.rafthold.partition;

/** What a partition makes of a producer's batch, by its id, epoch and sequence. */
enum ProducerVerdict {
  /** The next in sequence, or a batch without a producer. */
  APPEND,
  /** Appended before, and its place is remembered. */
  DUPLICATE,
  /** Appended before, so long ago that its place is forgotten. */
  DUPLICATE_TOO_OLD,
  /** Something between the last batch and this one is missing. */
  OUT_OF_ORDER,
  /** A known sequence with other bytes. */
  SEQUENCE_CONFLICT,
  /** An older epoch than the partition has seen. */
  FENCED,
  /** A producer that the partition does not know, and not at its first sequence. */
  UNKNOWN_PRODUCER
}
