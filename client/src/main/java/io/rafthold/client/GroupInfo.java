package io.rafthold.client;

/**
 * A consumer group, in short.
 *
 * @param name of the group
 * @param generation how often its partitions were shared out anew
 * @param members how many there are now
 * @param partitions how many are shared out now
 * @param strategy how
 */
public record GroupInfo(
    String name, long generation, int members, int partitions, AssignmentStrategy strategy) {}
