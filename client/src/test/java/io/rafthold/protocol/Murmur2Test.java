package io.rafthold.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Murmur2Test {
  /** The vectors of Kafka's own test: a key must land in the same partition in both systems. */
  @ParameterizedTest
  @CsvSource({
    "21, -973932308",
    "foobar, -790332482",
    "a-little-bit-long-string, -985981536",
    "a-little-bit-longer-string, -1486304829",
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
    "abc, 479470107"
  })
  void hashesAsKafkaDoes(String key, int hash) {
    final byte[] bytes = ("xx" + key + "yy").getBytes(UTF_8);
    final UnsafeBuffer buffer = new UnsafeBuffer(bytes);

    assertThat(Murmur2.hash(buffer, 2, bytes.length - 4)).isEqualTo(hash);
    assertThat(Murmur2.partition(buffer, 2, bytes.length - 4, 7))
        .isEqualTo((hash & 0x7FFFFFFF) % 7);
  }
}
