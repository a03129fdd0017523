package io.rafthold.server;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.fuzz.Parts;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AppendRequestDecoder;
import io.rafthold.protocol.codec.AppendRequestEncoder;
import io.rafthold.protocol.codec.AppendResponseEncoder;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.HeartbeatBundleEncoder;
import io.rafthold.protocol.codec.HeartbeatResponseBundleEncoder;
import io.rafthold.protocol.codec.InstallRequestEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.PartitionReportEncoder;
import io.rafthold.protocol.codec.RejoinResponseEncoder;
import io.rafthold.protocol.codec.RouteEncoder;
import io.rafthold.protocol.codec.TimeoutNowEncoder;
import io.rafthold.protocol.codec.VoteRequestEncoder;
import io.rafthold.protocol.codec.VoteResponseEncoder;
import java.io.IOException;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * Messages of other brokers to a whole broker. What is sound and a lie may end a replica, as long
 * as nothing that is committed is given up; it never ends the broker.
 */
public final class PeerMessagesTarget implements FuzzTarget {
  private static final int BROKERS = 3;
  private static final int SELF = 0;
  private static final int PEER = 1;
  private static final int DIRECTORY_HASH = 77;
  private static final int INPUTS_A_BROKER = 500;
  private static final int MENDS_HEADER = 1;
  private static final int MENDS_ROUTE = 2;
  private static final int MENDS_ENTRIES = 4;
  private static final int ROUTE_LENGTH = RouteEncoder.ENCODED_LENGTH;

  private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private FuzzedBroker broker;
  private int fed;

  @Override
  public void feed(byte[] input) throws Exception {
    if (broker == null || fed++ % INPUTS_A_BROKER == 0 || broker.hasEndedReplica()) {
      close();
      broker = new FuzzedBroker(BROKERS);
    }
    for (final Parts part : Parts.of(input)) {
      broker.begin();
      final UnsafeBuffer message = new UnsafeBuffer(part.bytes());
      mend(part, message);
      broker.core().peers().onPeerMessage(message, 0, message.capacity());
      broker.finish();
    }
    broker.hasEndedReplica();
  }

  private static void mend(Parts part, UnsafeBuffer message) {
    final int length = message.capacity();
    if (part.has(MENDS_HEADER) && length >= MessageFrame.HEADER_LENGTH) {
      final MessageHeaderEncoder header = new MessageHeaderEncoder().wrap(message, 0);
      header.schemaId(MessageHeaderEncoder.SCHEMA_ID);
      header.version(MessageHeaderEncoder.SCHEMA_VERSION);
    }
    if (part.has(MENDS_ROUTE) && length >= MessageFrame.HEADER_LENGTH + ROUTE_LENGTH) {
      route(new RouteEncoder().wrap(message, MessageFrame.HEADER_LENGTH));
    }
    if (part.has(MENDS_ENTRIES)
        && MessageFrame.templateId(message, 0, length) == AppendRequestDecoder.TEMPLATE_ID) {
      final int entriesLength = MessageFrame.dataLength(message, 0, length);
      if (entriesLength > 0) {
        mendEntries(message, MessageFrame.dataPosition(message, 0), entriesLength);
      }
    }
  }

  private static void mendEntries(UnsafeBuffer message, int position, int length) {
    int at = position;
    final int end = position + length;
    while (end - at >= Batch.HEADER_LENGTH) {
      final int batchLength = Batch.length(message, at);
      if (batchLength < Batch.HEADER_LENGTH || batchLength > end - at) {
        return;
      }
      Batch.sealBody(message, at, batchLength, Batch.recordCount(message, at));
      Batch.stamp(
          message,
          at,
          Batch.index(message, at),
          Batch.term(message, at),
          Batch.baseOffset(message, at),
          Batch.timestampNs(message, at));
      at += batchLength;
    }
  }

  private static RouteEncoder route(RouteEncoder route) {
    return route
        .clusterHash(BrokerCore.clusterHash(FuzzedBroker.CLUSTER_ID))
        .groupId(0)
        .fromBroker(PEER)
        .toBroker(SELF)
        .directoryHash(DIRECTORY_HASH);
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        Parts.join(voteRequest(), voteResponse(), timeoutNow(), appendResponse()),
        Parts.join(append(2, 1), append(2, 2), heartbeats(2), append(3, 3)),
        Parts.join(heartbeats(2), heartbeatAnswers(), rejoinResponse(), report()),
        Parts.join(append(2, 1), install(0), install(4), heartbeats(2)));
  }

  private Parts voteRequest() {
    final VoteRequestEncoder request = new VoteRequestEncoder().wrapAndApplyHeader(out, 0, header);
    route(request.route());
    request.term(1).lastLogIndex(0).lastLogTerm(0).preVote(BooleanType.NO);
    return part(request.transfer(BooleanType.NO).unanimous(BooleanType.NO).life(1));
  }

  private Parts voteResponse() {
    final VoteResponseEncoder response =
        new VoteResponseEncoder().wrapAndApplyHeader(out, 0, header);
    route(response.route());
    response.term(1).preVote(BooleanType.YES).granted(BooleanType.YES);
    return part(response.rejoining(BooleanType.NO).life(1).commitIndex(0));
  }

  private Parts timeoutNow() {
    final TimeoutNowEncoder message = new TimeoutNowEncoder().wrapAndApplyHeader(out, 0, header);
    route(message.route());
    return part(message.term(1));
  }

  private Parts appendResponse() {
    final AppendResponseEncoder response =
        new AppendResponseEncoder().wrapAndApplyHeader(out, 0, header);
    route(response.route());
    response.term(1).matchIndex(1).flushedIndex(1).hintIndex(0).hintTerm(0);
    return part(response.success(BooleanType.YES).rejoining(BooleanType.NO).life(1));
  }

  private Parts append(long term, long index) {
    final UnsafeBuffer entry = new UnsafeBuffer(new byte[Batch.HEADER_LENGTH]);
    Batch.initialise(entry, 0, EntryType.NO_OP, -1, (short) -1, -1);
    Batch.sealBody(entry, 0, Batch.HEADER_LENGTH, 0);
    Batch.stamp(entry, 0, index, term, 0, 1_000);
    final AppendRequestEncoder request =
        new AppendRequestEncoder().wrapAndApplyHeader(out, 0, header);
    route(request.route());
    request.term(term).prevIndex(index - 1).prevTerm(index == 1 ? 0 : 2);
    request.commitIndex(index - 1).durableIndex(index - 1).entryCount(1);
    return part(request.putEntries(entry, 0, Batch.HEADER_LENGTH));
  }

  private Parts heartbeats(long term) {
    final HeartbeatBundleEncoder bundle =
        new HeartbeatBundleEncoder().wrapAndApplyHeader(out, 0, header);
    route(bundle.route());
    bundle.series(5).newSeries(BooleanType.YES);
    bundle
        .beatsCount(1)
        .next()
        .groupId(0)
        .term(term)
        .commitIndex(1)
        .durableIndex(1)
        .readRound(3)
        .settled(BooleanType.YES)
        .accord(1);
    return part(bundle);
  }

  private Parts heartbeatAnswers() {
    final HeartbeatResponseBundleEncoder bundle =
        new HeartbeatResponseBundleEncoder().wrapAndApplyHeader(out, 0, header);
    route(bundle.route());
    bundle.diskFull(BooleanType.NO).series(1).holder(2);
    bundle
        .answersCount(1)
        .next()
        .groupId(0)
        .term(2)
        .matchIndex(1)
        .flushedIndex(1)
        .readRound(1)
        .life(1)
        .rejoining(BooleanType.NO)
        .settled(BooleanType.YES)
        .accord(1);
    return part(bundle);
  }

  private Parts rejoinResponse() {
    final RejoinResponseEncoder response =
        new RejoinResponseEncoder().wrapAndApplyHeader(out, 0, header);
    route(response.route());
    return part(response.term(2).life(1).lastIndex(5));
  }

  private Parts report() {
    final PartitionReportEncoder report =
        new PartitionReportEncoder().wrapAndApplyHeader(out, 0, header);
    route(report.route());
    report.groupId(1).term(1).membershipIndex(4).preferredBroker(1);
    report.votersCount(1).next().brokerId(1);
    report.learnersCount(0);
    return part(report);
  }

  private Parts install(int position) {
    final InstallRequestEncoder request =
        new InstallRequestEncoder().wrapAndApplyHeader(out, 0, header);
    route(request.route());
    request.term(2).prevIndex(9).prevTerm(2).commitIndex(9).durableIndex(9);
    request.stateLength(8).chunkPosition(position).stateCrc(7);
    return part(request.putChunk(new byte[] {1, 0, 0, 0}, 0, 4));
  }

  private Parts part(MessageEncoderFlyweight message) {
    final byte[] bytes = new byte[MessageFrame.HEADER_LENGTH + message.encodedLength()];
    out.getBytes(0, bytes);
    return new Parts(MENDS_HEADER | MENDS_ROUTE | MENDS_ENTRIES, bytes);
  }

  @Override
  public void close() throws IOException {
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }
}
