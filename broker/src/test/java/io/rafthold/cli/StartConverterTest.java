package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Start;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartConverterTest {
  private final StartConverter converter = new StartConverter();

  @Test
  void aTimeMayBeHowLongAgo() {
    final Instant before = Instant.now();
    final Start.AtTimestamp start = (Start.AtTimestamp) new StartConverter.Time().convert("2h");
    final Instant after = Instant.now();

    assertThat(start.timestampNs())
        .isBetween(
            atTime(before.minus(Duration.ofHours(2))), atTime(after.minus(Duration.ofHours(2))));
    assertThat(new StartConverter.Time().convert("2018-01-31T01:49:59.65Z"))
        .isEqualTo(converter.convert("@1517363399650"));
    assertThat(converter.convert("@3d")).isInstanceOf(Start.AtTimestamp.class);
  }

  private static long atTime(Instant instant) {
    return ((Start.AtTimestamp) Start.timestamp(instant)).timestampNs();
  }

  @Test
  void aStartIsAWordAnOffsetOrATime() {
    assertThat(converter.convert("beginning")).isEqualTo(Start.earliest());
    assertThat(converter.convert("end")).isEqualTo(Start.latest());
    assertThat(converter.convert("17")).isEqualTo(Start.offset(17));
    assertThat(converter.convert("@1517363399650"))
        .isEqualTo(Start.timestampNs(1_517_363_399_650_000_000L));
    assertThat(converter.convert("@2018-01-31T01:49:59.65Z"))
        .isEqualTo(Start.timestamp(Instant.ofEpochMilli(1_517_363_399_650L)));
    assertThat(converter.convert("@2018-01-31T02:49:59.65+01:00"))
        .isEqualTo(converter.convert("@2018-01-31T01:49:59.65Z"));
  }
}
