package io.rafthold.crooked.raft;

import io.rafthold.crooked.log.LogKnowsChronicle;
import java.util.Random;

/** Brings its own chance, and leans on a room beside it. */
public class RaftRollsDice {
  Random random;
  LogKnowsChronicle log;
}
