package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes in comes out, in order, however the ring wraps and grows. */
class TailRingTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void isAQueue(long number) {
    final long seed = number == 0 ? System.nanoTime() : number;
    final Random random = new Random(seed);
    final UnsafeBuffer source = new UnsafeBuffer(new byte[20_000]);
    final ArrayDeque<long[]> model = new ArrayDeque<>();
    final TailRing ring = new TailRing();
    for (long i = 0; i < 20_000; i++) {
      if (random.nextInt(100) < 49 + i / 10_000) {
        final int length = 8 + random.nextInt(random.nextInt(20) == 0 ? 19_000 : 500);
        source.putLong(3, i);
        ring.add(null, source, 3, length, i, Long.MAX_VALUE);
        model.add(new long[] {i, length});
      } else if (!model.isEmpty()) {
        final long[] oldest = model.remove();
        assertThat(ring.isEmpty()).as("seed %d, step %d", seed, i).isFalse();
        assertThat(ring.length()).as("seed %d, step %d", seed, i).isEqualTo((int) oldest[1]);
        assertThat(ring.fromOffset()).isEqualTo(oldest[0]);
        assertThat(ring.buffer().getLong(ring.position())).isEqualTo(oldest[0]);
        ring.remove();
      }
      assertThat(ring.isEmpty()).as("seed %d, step %d", seed, i).isEqualTo(model.isEmpty());
    }
  }
}
