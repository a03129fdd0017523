package io.rafthold.examples;

import io.rafthold.client.AckHandler;
import io.rafthold.client.AppendClaim;
import io.rafthold.client.Appender;
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
import io.rafthold.examples.sbe.MessageHeaderDecoder;
import io.rafthold.examples.sbe.MessageHeaderEncoder;
import io.rafthold.examples.sbe.TradeDecoder;
import io.rafthold.examples.sbe.TradeEncoder;

/**
 * Writes trades and follows them on one thread, without an object for any of them: the messages are
 * written and read where they lie. The client has {@code ClientThreading.INVOKER}; whoever calls
 * owns the thread, and idles where {@link #work} returns 0.
 */
public final class TradeTape implements AutoCloseable {
  private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + TradeEncoder.BLOCK_LENGTH;
  private static final int NO_KEY = -1;
  private static final int LIMIT = 64;

  private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
  private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
  private final TradeEncoder encoder = new TradeEncoder();
  private final TradeDecoder decoder = new TradeDecoder();
  private final AppendClaim claim = new AppendClaim();
  private final Acks acks = new Acks();

  /** Made once: a method reference would be an object with each poll. */
  private final RecordHandler onTrade = this::onTrade;

  private final Appender appender;
  private final Tailer tailer;
  private long volume;
  private long seen;

  /**
   * Opens the tape at its beginning.
   *
   * @param client with {@code ClientThreading.INVOKER}; the caller closes it behind the tape
   * @param partition of a topic that exists
   */
  public TradeTape(RaftholdClient client, TopicPartition partition) {
    appender =
        client.newAppender(
            partition, ProducerSettings.builder(Codec.bytes(), Codec.bytes()).build());
    tailer = client.newTailer(partition, new TailerSettings(Start.earliest()));
  }

  /**
   * Writes a trade.
   *
   * @param instrument what was traded
   * @param priceMicros for one of it, in millionths
   * @param quantity how many
   * @return false where there is no room or no leader for now: {@link #work}, idle, and try again
   */
  public boolean offer(long instrument, long priceMicros, int quantity) {
    // begin: try-claim
    final long refusal = appender.tryClaim(NO_KEY, LENGTH, claim);
    if (refusal < 0) {
      if (refusal == Appender.CLOSED || refusal == Appender.RECORD_TOO_LARGE) {
        throw new IllegalStateException("offering will not help: code " + refusal);
      }
      return false; // NOT_CONNECTED, BACK_PRESSURED or ADMIN_ACTION, as in Aeron
    }
    encoder
        .wrapAndApplyHeader(claim.buffer(), claim.valuePosition(), headerEncoder)
        .instrument(instrument)
        .priceMicros(priceMicros)
        .quantity(quantity);
    return claim.commit() >= 0;
    // end: try-claim
  }

  /**
   * Runs the client, hears acknowledgements, and takes in what is committed.
   *
   * @return what there was to do; 0 for nothing
   */
  public int work() {
    return appender.pollAcks(acks, LIMIT) + tailer.poll(onTrade, LIMIT);
  }

  private void onTrade(RecordView record) {
    // begin: tailer-handler
    decoder.wrapAndApplyHeader(record.buffer(), record.valuePosition(), headerDecoder);
    volume += decoder.quantity();
    seen = record.offset() + 1;
    // end: tailer-handler
  }

  /** Returns how many trades are acknowledged. */
  public long acknowledged() {
    return acks.records;
  }

  /** Returns how many trades of the tape were seen. */
  public long seen() {
    return seen;
  }

  /** Returns how much was traded in what was seen. */
  public long volume() {
    return volume;
  }

  @Override
  public void close() {
    tailer.close();
    appender.close();
  }

  private static final class Acks implements AckHandler {
    private long records;

    @Override
    public void onAcknowledged(long firstTicket, int count, long baseOffset, long timestampNs) {
      records += count;
    }

    @Override
    public void onFailed(long firstTicket, int count, RaftholdException failure) {
      throw failure;
    }
  }
}
