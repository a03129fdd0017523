/**
 * A network that loses, repeats, delays and parts: between brokers message by message, between
 * clients and brokers by sessions that keep their order and break. Start reading at {@link
 * io.rafthold.sim.net.SimNetwork}.
 */
package io.rafthold.sim.net;
