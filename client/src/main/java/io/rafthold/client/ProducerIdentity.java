package io.rafthold.client;

/**
 * What the brokers recognise retries by.
 *
 * @param producerId unique over the cluster's life
 * @param producerEpoch an older one of the same id is fenced
 */
record ProducerIdentity(long producerId, short producerEpoch) {}
