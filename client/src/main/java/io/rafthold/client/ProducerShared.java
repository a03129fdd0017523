package io.rafthold.client;

/** What the partitions of one producer share. */
final class ProducerShared {
  private final ProducerSettings<?, ?> settings;
  private final BatchPool pool;
  private final BufferBudget budget;
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
    this.firstIdentity = new IdentityRequest(core, deliveryTimeoutNs);
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
