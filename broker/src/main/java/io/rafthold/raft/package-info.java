/**
 * The consensus core: Raft as a deterministic state machine per group, without thread, clock, file
 * or socket (Ongaro 2014, "the dissertation", whose sections the classes cite).
 *
 * <p><b>Start reading</b> at {@link io.rafthold.raft.RaftCore}: a thin front with one line per
 * input and output. Behind it, {@code RaftState} is what a replica knows of itself, {@code Roles}
 * the changes of role, and one handler class per message says what that message does. {@code
 * Election} asks for votes; {@code Replication} with {@code Progress} feeds followers; {@code
 * CommitRule} decides; {@code Verification} and {@code AppendAnswer} are a follower's side. What is
 * beside that has a room each: {@code MembershipChange}, {@code Transfer}, {@code ReadIndex},
 * {@code Rejoin}, {@code Installation}; {@code CoreRooms} shows how they hang together.
 *
 * <p><b>Durability order is in the types.</b> {@code ImmediateOutbox} has methods for messages that
 * promise nothing; {@code FlushedOutbox} has those that leave only when the term and vote they
 * depend on are on disk.
 *
 * <p><b>The network is taken as lossy:</b> messages are lost, doubled, late and out of order.
 * Nothing here waits for one that must come; a timer repeats whatever is still needed.
 *
 * <p>Imports {@code java.lang}, a little of {@code java.util} and Agrona's primitive collections,
 * nothing else. Time and randomness come from outside. {@code io.rafthold.partition} drives it.
 */
package io.rafthold.raft;
