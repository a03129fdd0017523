package io.rafthold.crooked.bench;

/** Nobody may lean on it. */
public class Bench {}
