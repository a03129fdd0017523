package io.rafthold.crooked;

/** Lives in no room. */
class Homeless {}
