package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitStagesTest {
  private final List<String> recorded = new ArrayList<>();
  private long clockNs = 1_000_000;
  private final CommitStages stages =
      new CommitStages(
          new StageMeter() {
            @Override
            public boolean isOn() {
              return true;
            }

            @Override
            public long nanoTime() {
              return clockNs;
            }

            @Override
            public void record(CommitStage stage, long durationNs) {
              recorded.add(stage.label() + " " + durationNs);
            }
          });

  private boolean append(long index) {
    if (!stages.begin(clockNs)) {
      return false;
    }
    clockNs += 10;
    stages.appended(index);
    return true;
  }

  @Test
  void countsEachStageOnceFromTheAppendOn() {
    append(7);
    clockNs += 100;
    stages.reached(CommitStage.REPLICATED, 6);
    stages.reached(CommitStage.REPLICATED, 9);
    stages.reached(CommitStage.COMMITTED, 7);
    clockNs += 100;
    stages.reached(CommitStage.COMMITTED, 8);
    stages.reached(CommitStage.ACKNOWLEDGED, 8);
    stages.delivered(5, 7);
    stages.delivered(5, 7);
    stages.reached(CommitStage.FLUSHED, 7);

    assertThat(recorded)
        .containsExactly(
            "appended 10",
            "replicated 100",
            "committed 100",
            "acknowledged 200",
            "delivered 200",
            "flushed 200");
  }

  @Test
  void takesASampleInAHundredMicroseconds() {
    assertThat(append(1)).isTrue();
    assertThat(append(2)).isFalse();
    clockNs += CommitStages.SPACING_NS;
    assertThat(append(3)).isTrue();
    clockNs -= 10 * CommitStages.SPACING_NS;
    assertThat(append(4)).as("after the clock was set back").isTrue();
  }

  @Test
  void takesNoMoreThanItHasRoomForAndGoesOnWhenTheOldestIsThrough() {
    int taken = 0;
    for (int i = 1; i <= 2 * CommitStages.CAPACITY; i++) {
      taken += append(i) ? 1 : 0;
      clockNs += CommitStages.SPACING_NS;
    }
    assertThat(taken).isEqualTo(CommitStages.CAPACITY);

    stages.reached(CommitStage.FLUSHED, 1);
    assertThat(append(5_000)).as("it is not acknowledged").isFalse();
    stages.reached(CommitStage.ACKNOWLEDGED, 1);
    assertThat(append(5_000)).isTrue();
    recorded.clear();
    stages.delivered(5_000, 5_000);
    assertThat(recorded).as("a consumer that begins behind the others").hasSize(1);
  }

  @Test
  void goesOnWhereFlushesAreFarBehind() {
    for (int i = 1; i <= 2 * CommitStages.CAPACITY; i++) {
      assertThat(append(i)).isTrue();
      stages.reached(CommitStage.ACKNOWLEDGED, i);
      clockNs += CommitStages.SPACING_NS;
    }
    recorded.clear();
    stages.reached(CommitStage.FLUSHED, 2 * CommitStages.CAPACITY);
    assertThat(recorded).hasSize(CommitStages.CAPACITY);
  }

  @Test
  void forgetsWhatWasUnderWay() {
    append(1);
    stages.clear();
    recorded.clear();
    stages.reached(CommitStage.COMMITTED, 10);
    stages.delivered(1, 10);
    clockNs += CommitStages.SPACING_NS;
    assertThat(recorded).isEmpty();

    append(2);
    stages.reached(CommitStage.COMMITTED, 2);
    assertThat(recorded).containsExactly("appended 10", "committed 0");
  }

  @Test
  void costsNothingWhereNobodyMeasures() {
    final CommitStages off = new CommitStages(StageMeter.NONE);
    assertThat(off.begin(clockNs)).isFalse();
    off.reached(CommitStage.COMMITTED, 10);
    off.delivered(1, 10);
  }
}
