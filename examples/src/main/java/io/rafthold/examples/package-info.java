/**
 * Small applications on the client, to be read and taken from: {@link
 * io.rafthold.examples.Greetings} is the README's, {@link io.rafthold.examples.OrderDesk} decides
 * by events and expected offsets, {@link io.rafthold.examples.AccountTotals} processes each record
 * exactly once, and {@link io.rafthold.examples.ReplicatedMap} is a map that several processes
 * share; {@link io.rafthold.examples.Trade} has a codec that is generated, and {@link
 * io.rafthold.examples.TradeTape} does without objects. Tests run each of them on brokers that are
 * killed meanwhile.
 *
 * <p>The package leans on {@code io.rafthold.client} alone, and nothing leans on it. Marks {@code
 * begin: NAME} and {@code end: NAME} enclose what documents show of it; a test compares.
 */
package io.rafthold.examples;
