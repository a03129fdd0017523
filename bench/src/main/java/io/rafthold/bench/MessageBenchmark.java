package io.rafthold.bench;

import io.rafthold.protocol.LatencyHistogram;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.ProduceReplyDecoder;
import io.rafthold.protocol.codec.ProduceReplyEncoder;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a short message costs, by SBE, and a duration that is counted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageBenchmark {
  private static final int MAX_LENGTH = 256;

  private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(MAX_LENGTH));
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
  private final ProduceReplyEncoder encoder = new ProduceReplyEncoder();
  private final ProduceReplyDecoder decoder = new ProduceReplyDecoder();
  private final LatencyHistogram histogram = new LatencyHistogram();
  private long number;

  /** Made by JMH. */
  public MessageBenchmark() {
    encode();
  }

  /** Writes the answer to a batch. */
  @Benchmark
  public int encode() {
    number++;
    encoder
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(number)
        .baseOffset(number)
        .timestampNs(number)
        .term(1)
        .groupId(1)
        .leader(1)
        .code(ErrorCode.OK);
    return encoder.encodedLength();
  }

  /** Reads the answer to a batch. */
  @Benchmark
  public long decode() {
    decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
    return decoder.correlationId()
        + decoder.baseOffset()
        + decoder.timestampNs()
        + decoder.term()
        + decoder.groupId()
        + decoder.leader()
        + decoder.code().value();
  }

  /** Counts a duration, as broker and client do for each stage of a sample. */
  @Benchmark
  public void record() {
    number += 997;
    histogram.record(number & 0xFFFFFF);
  }
}
