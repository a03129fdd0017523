package io.rafthold.examples;

import io.rafthold.client.AckHandler;
import io.rafthold.client.AppendClaim;
import io.rafthold.client.Appender;
import io.rafthold.client.ClientThreading;
import io.rafthold.client.Codec;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.RecordHandler;
import io.rafthold.client.RecordView;
import io.rafthold.client.Start;
import io.rafthold.client.Tailer;
import io.rafthold.client.TailerSettings;
import io.rafthold.client.TopicPartition;
import org.agrona.collections.Long2LongHashMap;

/**
 * Publishes prices and follows them, on one thread that makes no object for either. Whoever owns
 * the thread calls {@link #step} in its duty cycle, and idles as it likes where that returns 0.
 */
public final class PriceFeed implements AckHandler, AutoCloseable {
  /** Returned by {@link #price} for an instrument that has none. */
  public static final long NO_PRICE = Long.MIN_VALUE;

  private static final int LIMIT = 64;

  private final Long2LongHashMap prices = new Long2LongHashMap(NO_PRICE);
  private final AppendClaim claim = new AppendClaim();
  private final RecordHandler onPrice = this::onPrice;
  private final RaftholdClient client;
  private final Appender appender;
  private final Tailer tailer;

  /**
   * Connects, and begins with the first price that is kept.
   *
   * @param bootstrap addresses of brokers
   * @param partition that is there
   */
  public PriceFeed(String bootstrap, TopicPartition partition) {
    client =
        RaftholdClient.builder().bootstrap(bootstrap).threading(ClientThreading.INVOKER).build();
    appender =
        client.newAppender(
            partition, ProducerSettings.builder(Codec.bytes(), Codec.bytes()).build());
    tailer = client.newTailer(partition, new TailerSettings(Start.earliest()));
  }

  /**
   * Publishes a price.
   *
   * @return false where it is not taken now: {@link #step} and try again
   */
  public boolean publish(long instrument, long price) {
    // begin: zero-allocation
    if (appender.tryClaim(Long.BYTES, Long.BYTES, claim) < 0) {
      return false;
    }
    claim.buffer().putLong(claim.keyPosition(), instrument);
    claim.buffer().putLong(claim.valuePosition(), price);
    claim.commit();
    return true;
    // end: zero-allocation
  }

  /**
   * Sends, hears what was acknowledged, and takes in what has come.
   *
   * @return work count
   */
  public int step() {
    return appender.pollAcks(this, LIMIT) + tailer.poll(onPrice, LIMIT);
  }

  private void onPrice(RecordView record) {
    prices.put(
        record.buffer().getLong(record.keyPosition()),
        record.buffer().getLong(record.valuePosition()));
  }

  /**
   * Returns the last price that has come.
   *
   * @return {@link #NO_PRICE} for none
   */
  public long price(long instrument) {
    return prices.get(instrument);
  }

  @Override
  public void onAcknowledged(long firstTicket, int records, long baseOffset, long timestampNs) {
    // The price comes back through the tailer.
  }

  @Override
  public void onFailed(long firstTicket, int records, RaftholdException failure) {
    throw failure;
  }

  @Override
  public void close() {
    tailer.close();
    appender.close();
    client.close();
  }
}
