package io.rafthold.client;

import java.util.SplittableRandom;

/** How a scripted network and its brokers misbehave; each figure is a chance in a thousand. */
final class Faults {
  final SplittableRandom random;
  int dropRequest;
  int dropReply;
  int duplicateRequest;
  int duplicateReply;
  int delay;
  int disconnect;
  int overloaded;
  int answerNoQuorum;
  int corruptPush;
  int moveLeader;
  int endSubscription;
  int skipPush;
  int refuseOffer;

  /** Whether a group without a leader gets one after a while. */
  boolean electsAgain;

  Faults(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean hit(int perMille) {
    return perMille > 0 && random.nextInt(1000) < perMille;
  }

  /** For what is asked in each cycle rather than for each message: fifty times less often. */
  boolean rarely(int perMille) {
    return hit(perMille) && hit(20);
  }

  void calm() {
    dropRequest = 0;
    dropReply = 0;
    duplicateRequest = 0;
    duplicateReply = 0;
    delay = 0;
    disconnect = 0;
    overloaded = 0;
    answerNoQuorum = 0;
    corruptPush = 0;
    moveLeader = 0;
    endSubscription = 0;
    skipPush = 0;
    refuseOffer = 0;
  }

  static Faults none() {
    return new Faults(1);
  }

  /** A bad day: a bit of everything. */
  static Faults all(long seed) {
    final Faults faults = new Faults(seed);
    faults.electsAgain = true;
    final SplittableRandom dice = new SplittableRandom(seed * 31 + 7);
    faults.dropRequest = dice.nextInt(60);
    faults.dropReply = dice.nextInt(60);
    faults.duplicateRequest = dice.nextInt(60);
    faults.duplicateReply = dice.nextInt(60);
    faults.delay = dice.nextInt(200);
    faults.disconnect = dice.nextInt(10);
    faults.overloaded = dice.nextInt(80);
    faults.answerNoQuorum = dice.nextInt(40);
    faults.corruptPush = dice.nextInt(40);
    faults.moveLeader = dice.nextInt(20);
    faults.endSubscription = dice.nextInt(30);
    faults.skipPush = dice.nextInt(30);
    faults.refuseOffer = dice.nextInt(200);
    return faults;
  }
}
