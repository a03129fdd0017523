package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
  private static final long RESERVE = 1000;

  private final AtomicLong usable = new AtomicLong(5000);
  private final DiskWatch watch = new DiskWatch(usable::get, RESERVE);

  @Test
  void belowTheReserveItIsFullUntilATenthMoreIsFree() {
    assertThat(watch.isFull()).isFalse();
    look(RESERVE);
    assertThat(watch.isFull()).isFalse();
    look(RESERVE - 1);
    assertThat(watch.isFull()).isTrue();
    look(RESERVE + RESERVE / 10 - 1);
    assertThat(watch.isFull()).isTrue();
    look(RESERVE + RESERVE / 10);
    assertThat(watch.isFull()).isFalse();
    assertThat(watch.usableBytes()).isEqualTo(RESERVE + RESERVE / 10);
    assertThat(watch.reserveBytes()).isEqualTo(RESERVE);
  }

  @Test
  void itLooksAgainBeforeAnythingElseAndFourTimesASecond() {
    assertThat(watch.isUrgent()).isTrue();
    assertThat(watch.step(0)).as("asked again").isPositive();
    assertThat(watch.nextStepNs(7)).isEqualTo(7 + DiskWatch.INTERVAL_NS);
  }

  @Test
  void aFullDiskAtTheStartIsSeenAtOnce() {
    assertThat(new DiskWatch(() -> 0, RESERVE).isFull()).isTrue();
    assertThat(new DiskWatch(() -> 0, 0).isFull()).as("no reserve is asked for").isFalse();
  }

  @Test
  void whatCannotBeLookedAtStaysAsItWas() {
    final DiskWatch broken =
        new DiskWatch(
            () -> {
              if (usable.get() < 0) {
                throw new IOException("gone");
              }
              return usable.get();
            },
            RESERVE);
    usable.set(-1);
    assertThatThrownBy(() -> broken.step(0)).isInstanceOf(UncheckedIOException.class);
    assertThat(broken.isFull()).isFalse();
  }

  private void look(long usableBytes) {
    usable.set(usableBytes);
    watch.step(0);
  }
}
