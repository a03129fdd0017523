/**
 * What the machine takes for one thing alone: a message, a wait, an append, a read, a force. What
 * is built of these is slower.
 */
package io.rafthold.bench.floor;
