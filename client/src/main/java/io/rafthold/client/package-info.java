/**
 * The public API: what an application needs to produce and consume records.
 *
 * <p>Nothing else of this module is public API. The package leans on {@code io.rafthold.protocol}
 * and never on the broker.
 */
package io.rafthold.client;
