/**
 * What the machine takes for one thing alone: a message, an append, a read, a force. Whatever is
 * built of these is slower.
 */
package io.rafthold.bench.floor;
