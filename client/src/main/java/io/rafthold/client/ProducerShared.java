package io.rafthold.client;

import io.rafthold.protocol.BatchDeflater;
import io.rafthold.protocol.Compression;
import io.rafthold.protocol.MissingLibraryException;

/** What the partitions of one producer share. */
final class ProducerShared {
  private final ProducerSettings<?, ?> settings;
  private final BatchPool pool;
  private final BufferBudget budget;

  /** Null where nothing is compressed; the core's thread alone uses it. */
  private final BatchDeflater deflater;

  private final IdentityRequest firstIdentity;
  private final long deliveryTimeoutNs;
  private final long attemptTimeoutNs;

  ProducerShared(ClientCore core, ProducerSettings<?, ?> settings) {
    this(core, settings, null);
  }

  /**
   * @param outcome hears what becomes of batches; null where their records have futures
   */
  ProducerShared(ClientCore core, ProducerSettings<?, ?> settings, BatchOutcome outcome) {
    this.settings = settings;
    this.pool = new BatchPool(settings.maxBatchBytes(), outcome);
    this.budget = new BufferBudget(settings.bufferBytes(), settings.bufferRecords());
    this.deliveryTimeoutNs = settings.deliveryTimeout().toNanos();
    this.attemptTimeoutNs = settings.attemptTimeout().toNanos();
    this.deflater = deflater(settings.compression());
    this.firstIdentity = new IdentityRequest(core, deliveryTimeoutNs);
  }

  private static BatchDeflater deflater(Compression compression) {
    try {
      return compression == Compression.NONE ? null : new BatchDeflater(compression);
    } catch (final MissingLibraryException e) {
      throw new UnsupportedCompressionException(e.getMessage(), e);
    }
  }

  /** Compresses a batch that is about to be sealed first, where that is wanted; returns it. */
  PendingBatch compress(PendingBatch batch) {
    if (deflater != null) {
      batch.compress(deflater);
    }
    return batch;
  }

  ProducerSettings<?, ?> settings() {
    return settings;
  }

  BatchPool pool() {
    return pool;
  }

  BufferBudget budget() {
    return budget;
  }

  /** The identity that all partitions begin with; one that had to start over has its own. */
  IdentityRequest firstIdentity() {
    return firstIdentity;
  }

  long deliveryTimeoutNs() {
    return deliveryTimeoutNs;
  }

  long attemptTimeoutNs() {
    return attemptTimeoutNs;
  }
}
