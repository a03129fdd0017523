package io.rafthold.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.RecordReader;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class AppenderTest {
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final int MANY_CYCLES = 5000;

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 2);
  private final ClientRuntime client = cluster.client();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
  private final Told told = new Told();

  /** What the appender said, in its order. */
  private static final class Told implements AckHandler {
    private final List<String> all = new ArrayList<>();
    private long records;

    @Override
    public void onAcknowledged(long firstTicket, int count, long baseOffset, long timestampNs) {
      all.add(firstTicket + "+" + count + "@" + baseOffset);
      records += count;
    }

    @Override
    public void onFailed(long firstTicket, int count, RaftholdException failure) {
      all.add(firstTicket + "+" + count + " " + failure.getClass().getSimpleName());
      records += count;
    }
  }

  private static ProducerSettings.Builder<byte[], byte[]> settings() {
    return ProducerSettings.builder(Codec.bytes(), Codec.bytes());
  }

  private long offer(Appender appender, String value) {
    return appender.offer(buffer, 0, buffer.putStringWithoutLengthAscii(0, value));
  }

  /** Offers until it is taken. */
  private long insist(Appender appender, String value) {
    long ticket = offer(appender, value);
    for (int i = 0; ticket < 0 && i < MANY_CYCLES; i++) {
      appender.pollAcks(told, 10);
      ticket = offer(appender, value);
    }
    return ticket;
  }

  private void pollUntilTold(Appender appender) {
    for (int i = 0; appender.outstanding() > 0 && i < MANY_CYCLES; i++) {
      appender.pollAcks(told, 10);
    }
    assertThat(appender.outstanding()).isZero();
  }

  private List<String> log() {
    final List<String> values = new ArrayList<>();
    final RecordReader reader = new RecordReader();
    for (final UnsafeBuffer batch : cluster.partition(0).log) {
      reader.wrap(batch, 0);
      while (reader.next()) {
        final byte[] value = new byte[reader.valueLength()];
        batch.getBytes(reader.valuePosition(), value);
        values.add(new String(value, US_ASCII));
      }
    }
    return values;
  }

  @Test
  void aRangeThatIsNotInItsBufferLeavesNothingBehind() {
    final Appender appender = client.newAppender(P0, settings().build());
    assertThat(insist(appender, "a")).isZero();
    final UnsafeBuffer small = new UnsafeBuffer(new byte[4]);

    assertThatThrownBy(() -> appender.offer(small, 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> appender.tryClaim(1, 1, null))
        .isInstanceOf(NullPointerException.class);

    assertThat(offer(appender, "b")).isEqualTo(1);
    pollUntilTold(appender);
    assertThat(log()).containsExactly("a", "b");
  }

  @Test
  void numbersWhatItTakesAndTellsWhereItIs() {
    final Appender appender = client.newAppender(P0, settings().build());
    assertThat(insist(appender, "a")).isZero();
    assertThat(offer(appender, "b")).isEqualTo(1);
    assertThat(appender.outstanding()).isEqualTo(2);

    pollUntilTold(appender);
    assertThat(insist(appender, "c")).isEqualTo(2);
    pollUntilTold(appender);

    assertThat(log()).containsExactly("a", "b", "c");
    assertThat(told.all).containsExactly("0+2@0", "2+1@2");
  }

  @Test
  void saysWhyItTakesNothing() {
    final Appender appender = client.newAppender(P0, settings().bufferRecords(2).build());
    final List<Long> codes = new ArrayList<>();
    for (int i = 0; i < MANY_CYCLES && (codes.isEmpty() || codes.get(codes.size() - 1) < 0); i++) {
      codes.add(offer(appender, "a"));
      client.invoke();
    }
    assertThat(codes).contains(Appender.ADMIN_ACTION).last().isEqualTo(0L);
    assertThat(offer(appender, "b")).isEqualTo(1);

    assertThat(offer(appender, "c")).isEqualTo(Appender.BACK_PRESSURED);
    cluster.runFor(client, 1_000_000_000L);
    assertThat(offer(appender, "c")).as("nothing was told yet").isEqualTo(Appender.BACK_PRESSURED);
    pollUntilTold(appender);
    assertThat(offer(appender, "c")).isEqualTo(2);
    assertThat(appender.offer(buffer, 0, 2 << 20)).isEqualTo(Appender.RECORD_TOO_LARGE);
    appender.close();
    assertThat(offer(appender, "d")).isEqualTo(Appender.CLOSED);
  }

  @Test
  void takesNothingWhileNobodyLeads() {
    final Appender appender = client.newAppender(P0, settings().build());
    insist(appender, "a");
    pollUntilTold(appender);
    cluster.brokers.forEach(broker -> broker.isUp = false);
    cluster.runFor(client, 5_000_000_000L);

    assertThat(offer(appender, "b")).isEqualTo(Appender.NOT_CONNECTED);
    cluster.brokers.forEach(broker -> broker.isUp = true);
    assertThat(insist(appender, "b")).isEqualTo(1);
    pollUntilTold(appender);
    assertThat(log()).containsExactly("a", "b");
  }

  @Test
  void takesWhatIsWrittenInPlace() {
    final Appender appender = client.newAppender(P0, settings().build());
    insist(appender, "first");
    final AppendClaim claim = new AppendClaim();

    assertThat(appender.tryClaim(1, 6, claim)).isZero();
    claim.buffer().putStringWithoutLengthAscii(claim.keyPosition(), "k");
    claim.buffer().putStringWithoutLengthAscii(claim.valuePosition(), "second");
    assertThatThrownBy(() -> offer(appender, "x")).isInstanceOf(IllegalStateException.class);
    assertThat(claim.commit()).isEqualTo(1);
    assertThatThrownBy(claim::commit).isInstanceOf(IllegalStateException.class);
    assertThat(appender.tryClaim(-1, 9, claim)).isZero();
    claim.abort();
    assertThat(offer(appender, "third")).isEqualTo(2);
    pollUntilTold(appender);

    assertThat(log()).containsExactly("first", "second", "third");
  }

  @Test
  void tellsWhatFailed() {
    final Appender appender = client.newAppender(P0, settings().build());
    insist(appender, "a");
    appender.close();
    pollUntilTold(appender);

    assertThat(told.all).containsExactly("0+1 ClientClosedException");
  }

  @Test
  void keepsOrderAndCountUnderFaults() {
    final ScriptedCluster shaky =
        new ScriptedCluster(3, Faults.all(7)).withTopic(ScriptedCluster.TOPIC, 1);
    final Appender appender = shaky.client().newAppender(P0, settings().build());
    int taken = 0;
    for (int i = 0; taken < 500 && i < 2_000_000; i++) {
      if (offer(appender, "v" + taken) >= 0) {
        taken++;
      }
      if (i % 3 == 0) {
        appender.pollAcks(told, 3);
      }
    }
    assertThat(taken).isEqualTo(500);
    for (int i = 0; appender.outstanding() > 0 && i < 2_000_000; i++) {
      appender.pollAcks(told, 3);
    }
    assertThat(told.records).isEqualTo(500);
  }
}
