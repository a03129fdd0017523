package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the flush thread did is looked at afterwards, once. */
class FlushNoticesTest {
  private static final int GIVEN = 200_000;

  private final FlushNotices notices = new FlushNotices();
  private int woken;

  @Test
  void eachIsWokenOnceForAllNoticesBefore() {
    final FlushNotices.Notice one = notices.of(null);
    final FlushNotices.Notice another = notices.of(null);
    assertThat(notices.isEmpty()).isTrue();
    one.give();
    another.give();
    one.give();
    assertThat(notices.isEmpty()).isFalse();
    wake();
    assertThat(woken).isEqualTo(2);
    assertThat(notices.isEmpty()).isTrue();
    wake();
    assertThat(woken).isEqualTo(2);
    one.give();
    wake();
    assertThat(woken).isEqualTo(3);
  }

  @Test
  void nothingDoneStaysUnseen() throws InterruptedException {
    final AtomicLong done = new AtomicLong();
    final FlushNotices.Notice notice = notices.of(null);
    final Thread flusher =
        new Thread(
            () -> {
              for (int i = 0; i < GIVEN; i++) {
                done.incrementAndGet();
                notice.give();
              }
            });
    flusher.start();
    final long[] seen = new long[1];
    while (flusher.isAlive()) {
      notices.wake(replica -> seen[0] = done.get());
    }
    flusher.join();
    notices.wake(replica -> seen[0] = done.get());
    assertThat(seen[0]).isEqualTo(GIVEN);
  }

  private void wake() {
    notices.wake(replica -> woken++);
  }
}
