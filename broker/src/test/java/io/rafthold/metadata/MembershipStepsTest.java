package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.agrona.collections.IntHashSet;
import org.junit.jupiter.api.Test;

class MembershipStepsTest {
  private static final int SELF = 0;

  private final IntHashSet mayVote = new IntHashSet();
  private final MembershipSteps steps = new MembershipSteps(SELF, mayVote::contains);

  /** A group that does what it is asked at once. */
  private static final class ObedientGroup implements LedGroup {
    final List<String> done = new ArrayList<>();
    final IntHashSet caughtUp = new IntHashSet();
    Membership membership;
    boolean isReady = true;
    boolean isSettled = true;
    int transferredTo = -1;

    ObedientGroup(int... voters) {
      membership = Membership.of(SELF, voters);
      IntStream.range(0, 20).forEach(caughtUp::add);
    }

    @Override
    public boolean isReady() {
      return isReady;
    }

    @Override
    public boolean isSettled() {
      return isSettled;
    }

    @Override
    public Membership membership() {
      return membership;
    }

    @Override
    public long membershipIndex() {
      return done.size();
    }

    @Override
    public boolean isCaughtUp(int brokerId) {
      return caughtUp.contains(brokerId);
    }

    @Override
    public MembershipVerdict change(Membership next, long epochNs) {
      assertThat(next.isOneStepFrom(membership)).isTrue();
      membership = next;
      done.add(voters(next) + "+" + next.learnerCount());
      return MembershipVerdict.ACCEPTED;
    }

    @Override
    public boolean transfer(int toBroker, long nowNs) {
      transferredTo = toBroker;
      return true;
    }
  }

  private boolean step(LedGroup group, int... wanted) {
    return steps.take(group, new PartitionPlacement(0, 1, wanted), 0, 0);
  }

  private void run(ObedientGroup group, int... wanted) {
    for (int i = 0; i < 100 && group.transferredTo < 0; i++) {
      if (step(group, wanted)) {
        return;
      }
    }
  }

  @Test
  void whereNothingIsToDoNothingIsDone() {
    final ObedientGroup group = new ObedientGroup(0, 1, 2);

    assertThat(step(group, 2, 1, 0)).isTrue();
    assertThat(group.done).isEmpty();
  }

  @Test
  void aReplacementIsALearnerThenAVoterAndOnlyThenTheOldOneGoes() {
    mayVote.add(3);
    final ObedientGroup group = new ObedientGroup(0, 1, 2);

    run(group, 0, 3, 2);

    assertThat(group.done).containsExactly("[0, 1, 2]+1", "[0, 1, 2, 3]+0", "[0, 2, 3]+0");
  }

  @Test
  void aLearnerThatLagsIsWaitedFor() {
    mayVote.add(3);
    final ObedientGroup group = new ObedientGroup(0, 1, 2);
    group.caughtUp.remove(3);

    run(group, 0, 3, 2);

    assertThat(group.done).containsExactly("[0, 1, 2]+1");
    group.caughtUp.add(3);
    run(group, 0, 3, 2);
    assertThat(voters(group.membership)).isEqualTo("[0, 2, 3]");
  }

  @Test
  void aLearnerWithoutARegisteredDirectoryDoesNotVote() {
    final ObedientGroup group = new ObedientGroup(0, 1, 2);

    run(group, 0, 1, 2, 3);

    assertThat(group.done).containsExactly("[0, 1, 2]+1");
  }

  @Test
  void aLearnerThatIsNoLongerWantedGoes() {
    final ObedientGroup group = new ObedientGroup(0, 1, 2);
    step(group, 0, 1, 2, 3);

    run(group, 0, 1, 2);

    assertThat(group.done).containsExactly("[0, 1, 2]+1", "[0, 1, 2]+0");
  }

  @Test
  void aLeaderThatIsNotWantedHandsOverAndDoesNotRemoveItself() {
    final ObedientGroup group = new ObedientGroup(0, 1, 2);

    run(group, 2, 1);

    assertThat(group.transferredTo).isEqualTo(2);
    assertThat(group.done).isEmpty();
  }

  @Test
  void itHandsOverToOneThatIsCaughtUp() {
    final ObedientGroup group = new ObedientGroup(0, 1, 2);
    group.caughtUp.remove(2);

    run(group, 2, 1);

    assertThat(group.transferredTo).isEqualTo(1);
  }

  @Test
  void nothingIsDoneBeforeTheGroupIsReadyAndSettled() {
    final ObedientGroup group = new ObedientGroup(0, 1, 2);
    group.isReady = false;
    assertThat(step(group, 0, 1)).isFalse();
    group.isReady = true;
    group.isSettled = false;
    assertThat(step(group, 0, 1)).isFalse();

    assertThat(group.done).isEmpty();
  }

  @Test
  void aFullGroupMakesRoomFirst() {
    final int[] full = IntStream.range(0, Membership.MAX_VOTERS).toArray();
    final int[] wanted = full.clone();
    wanted[3] = 15;
    mayVote.add(15);
    final ObedientGroup group = new ObedientGroup(full);

    run(group, wanted);

    assertThat(group.membership.isVoter(3)).isFalse();
    assertThat(group.membership.isVoter(15)).isTrue();
  }

  @Test
  void everyTargetIsReachedInStepsThatKeepTheSmallerSize() {
    final long seed = new Random().nextLong();
    final Random random = new Random(seed);
    IntStream.range(0, 8).forEach(mayVote::add);
    for (int round = 0; round < 1000; round++) {
      final int[] from = someBrokers(random);
      final int[] wanted = someBrokers(random);
      final ObedientGroup group = new ObedientGroup(from);
      run(group, wanted);
      assertThat(voters(group.membership))
          .as("seed %d round %d", seed, round)
          .isEqualTo(new TreeSet<>(IntStream.of(wanted).boxed().toList()).toString());
      final int least = Math.min(from.length, wanted.length);
      assertThat(group.done).allMatch(each -> each.split(",").length >= least);
    }
  }

  /** The leader is always among them: without it the test ends with a transfer. */
  private static int[] someBrokers(Random random) {
    final TreeSet<Integer> brokers = new TreeSet<>(List.of(SELF));
    final int size = 1 + random.nextInt(5);
    while (brokers.size() < size) {
      brokers.add(random.nextInt(8));
    }
    return brokers.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String voters(Membership membership) {
    return IntStream.range(0, membership.voterCount())
        .mapToObj(membership::voterAt)
        .toList()
        .toString();
  }
}
