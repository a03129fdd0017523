package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Behind two batches in flight one that is not full stays in the queue, and grows. */
class SendWindowTest {
  private static final int TARGET_BYTES = 1024;
  private static final int RECORD_BYTES = 100;
  private static final long TIMEOUT_NS = 1_000_000_000L;

  private final BatchPool pool = new BatchPool(TARGET_BYTES, null);
  private final SendQueue queue = new SendQueue(pool, TIMEOUT_NS);
  private final UnsafeBuffer record = new UnsafeBuffer(new byte[RECORD_BYTES]);

  @Test
  void twoOpenBatchesMayBeInFlight() {
    final SendWindow window = new SendWindow(4);
    for (int i = 0; i < 2; i++) {
      assertThat(window.takesOpen(0)).isTrue();
      window.add(pool.take(0, TIMEOUT_NS));
      window.advance();
    }
    assertThat(window.takesOpen(0)).isFalse();
    window.remove(window.first());
    assertThat(window.takesOpen(0)).isTrue();
    window.add(pool.take(0, TIMEOUT_NS));
    window.advance();
    window.rewind();
    assertThat(window.takesOpen(0)).as("nothing is in flight").isTrue();
  }

  @Test
  void whereManyAreInFlightOneOfThemMayBeOpen() {
    final SendWindow window = new SendWindow(4);
    assertThat(window.takesOpen(SendWindow.MANY_IN_FLIGHT)).isTrue();
    window.add(pool.take(0, TIMEOUT_NS));
    window.advance();
    assertThat(window.takesOpen(SendWindow.MANY_IN_FLIGHT)).isFalse();
    assertThat(window.takesOpen(SendWindow.MANY_IN_FLIGHT - 1)).isTrue();
  }

  @Test
  void theOpenBatchStaysAndGrows() {
    append();
    assertThat(queue.poll(false)).isNull();
    assertThat(queue.isEmpty()).isFalse();
    append();
    assertThat(queue.poll(false)).isNull();
    assertThat(queue.poll(true).recordCount()).isEqualTo(2);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void fullBatchesDoNotStay() {
    for (int i = 0; i < 2 * TARGET_BYTES / RECORD_BYTES; i++) {
      append();
    }
    assertThat(queue.poll(false).recordCount()).isGreaterThan(5);
    assertThat(queue.isEmpty()).isFalse();
  }

  @Test
  void theDeadlineOfWhatStaysHolds() {
    append();
    assertThat(queue.poll(false)).isNull();
    assertThat(queue.pollExpired(TIMEOUT_NS - 1)).isNull();
    assertThat(queue.pollExpired(TIMEOUT_NS)).isNotNull();
  }

  private void append() {
    queue.append(record, RECORD_BYTES, TARGET_BYTES, new CompletableFuture<>(), 0);
  }
}
