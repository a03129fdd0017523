package io.rafthold.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void windowIsNeverExceededAndAllIsAcknowledged() {
    final Instant stream = new Instant();
    final Load load = new Load(stream, false);
    final Load.Outcome outcome = load.closedLoop(7, 20 * MS);
    assertThat(stream.mostUnderWay).isEqualTo(7);
    assertThat(outcome.messages()).isEqualTo(stream.sent).isEqualTo(stream.acknowledged);
    assertThat(outcome.acknowledgements().count()).isEqualTo(outcome.messages());
  }

  @Test
  void secondLoadOnTheSameStreamCountsItsOwnMessages() {
    final Instant stream = new Instant();
    final Load load = new Load(stream, false);
    final long first = load.closedLoop(1, 5 * MS).messages();
    final long second = load.closedLoop(1, 5 * MS).messages();
    assertThat(first + second).isEqualTo(stream.sent);
  }

  @Test
  void aStallShowsInAllMessagesThatItHeldUp() {
    final Instant stream = new Instant();
    stream.stallNs = 50 * MS;
    final Load load = new Load(stream, false);
    final Load.Outcome outcome = load.openLoop(1000, 100 * MS);
    assertThat(outcome.messages()).isEqualTo(100);
    // 50 fell due while it lasted; a load that waited for each answer would have told of one.
    assertThat(outcome.acknowledgements().atPercentile(60)).isGreaterThan(5 * MS);
    assertThat(outcome.acknowledgements().atPercentile(100)).isGreaterThan(45 * MS);
  }

  @Test
  void refusalsCountInTheClosedLoopToo() {
    final Instant stream = new Instant();
    stream.refusedNs = 20 * MS;
    final Load load = new Load(stream, false);
    final Load.Outcome outcome = load.closedLoop(1, 500 * MS);
    assertThat(outcome.acknowledgements().atPercentile(100)).isGreaterThan(19 * MS);
  }

  @Test
  void deliveriesAreWaitedFor() {
    final Instant stream = new Instant();
    stream.isTailed = true;
    final Load load = new Load(stream, true);
    final Load.Outcome outcome = load.openLoop(10_000, 20 * MS);
    assertThat(outcome.deliveries().count()).isEqualTo(outcome.messages());
  }

  @Test
  void whatAStreamThrowsEndsTheLoad() {
    final Instant stream = new Instant();
    stream.failure = new IllegalStateException("refused");
    final Load load = new Load(stream, false);
    assertThatThrownBy(() -> load.closedLoop(1, MS)).isSameAs(stream.failure);
  }

  /** Acknowledges with each poll what was offered before, behind a stall where one is set. */
  private static final class Instant implements MessageStream {
    private long firstPollNs;
    private long stallNs;
    private long firstOfferNs;
    private long refusedNs;
    private boolean isTailed;
    private RuntimeException failure;
    private long sent;
    private long acknowledged;
    private long mostUnderWay;

    @Override
    public boolean offer() {
      if (failure != null) {
        throw failure;
      }
      firstOfferNs = firstOfferNs == 0 ? System.nanoTime() : firstOfferNs;
      if (System.nanoTime() - firstOfferNs < refusedNs) {
        return false;
      }
      sent++;
      mostUnderWay = Math.max(mostUnderWay, sent - acknowledged);
      return true;
    }

    @Override
    public int poll(Arrivals arrivals) {
      firstPollNs = firstPollNs == 0 ? System.nanoTime() : firstPollNs;
      if (System.nanoTime() - firstPollNs < stallNs) {
        return 0;
      }
      final int count = (int) (sent - acknowledged);
      acknowledged += count;
      arrivals.onAcknowledged(count);
      if (isTailed) {
        arrivals.onDelivered(count);
      }
      return count;
    }

    @Override
    public IdleStrategy idleStrategy() {
      return NoOpIdleStrategy.INSTANCE;
    }

    @Override
    public void close() {}
  }
}
