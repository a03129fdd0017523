package io.rafthold.bench.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The aims that Rafthold has set itself beside others in one run, and whether they are reached. */
public final class Targets {
  private static final String SELF = "rafthold";
  private static final String SYNC = "rafthold:quorum-sync";
  private static final String STEADY = "rafthold:steady";
  private static final String ECHO = "echo";
  private static final String AERON = "aeron-cluster";
  private static final String KAFKA = "kafka";

  private final Summary summary;
  private final List<OptionalDouble> forcesUs;
  private final List<OptionalDouble> chronicleReadsPerSecond;

  /**
   * Prepares them.
   *
   * @param summary all results
   * @param forcesUs what one force of a preallocated file takes at the median, in microseconds, by
   *     rounds
   * @param chronicleReadsPerSecond raw sequential reads of messages of the same size, by rounds
   */
  public Targets(
      Summary summary,
      List<OptionalDouble> forcesUs,
      List<OptionalDouble> chronicleReadsPerSecond) {
    this.summary = summary;
    this.forcesUs = List.copyOf(forcesUs);
    this.chronicleReadsPerSecond = List.copyOf(chronicleReadsPerSecond);
  }

  /** Returns all, those that were not measured too. */
  public List<Target> all() {
    final List<Target> targets = new ArrayList<>();
    latency(targets);
    throughput(targets);
    reading(targets);
    return targets;
  }

  /** Returns them as a table in Markdown. */
  public String markdown() {
    final StringBuilder text =
        new StringBuilder("| measure | target | found | |\n| --- | --- | --- | --- |\n");
    all().forEach(target -> text.append(target.row()).append('\n'));
    return text.append(summary.disturbance()).toString();
  }

  private void latency(List<Target> targets) {
    targets.add(
        atMost(
            "closed loop", "p50 <= 0.4 x Aeron Cluster", 0.4, closedP50(SELF), closedP50(AERON)));
    targets.add(
        atMost("closed loop", "p50 <= 1.3 x quorum echo", 1.3, closedP50(SELF), closedP50(ECHO)));
    targets.add(
        atMost("open loop", "p99 <= 0.25 x Aeron Cluster", 0.25, open(SELF, 99), open(AERON, 99)));
    targets.add(
        atMost(
            "open loop",
            "p99.9 <= 0.25 x Aeron Cluster",
            0.25,
            open(SELF, 99.9),
            open(AERON, 99.9)));
    targets.add(
        atMost(
            "quorum-sync",
            "p50 <= quorum echo + 1.3 x one force",
            1,
            closedP50(SYNC),
            round -> sum(closedP50(ECHO).apply(round), 1.3, floor(forcesUs, round))));
    targets.add(
        atMost(
            "end to end",
            "p50 <= 1.3 x commit in the same run",
            1.3,
            figure(SELF, Measure.END_TO_END, result -> result.latencies().atPercentileUs(50)),
            figure(
                SELF,
                Measure.END_TO_END,
                result -> result.outcome().acknowledgements().atPercentileUs(50))));
  }

  private void throughput(List<Target> targets) {
    final IntFunction<Optional<Double>> best = round -> best(rate(AERON), rate(KAFKA), round);
    targets.add(atLeast("fresh log", "msg/s >= 2 x the best peer", 2, rate(SELF), best));
    targets.add(atLeast("steady state", "msg/s >= 4 x the best peer", 4, rate(STEADY), best));
    targets.add(
        atLeast("steady state", "msg/s >= 0.6 x quorum echo", 0.6, rate(STEADY), rate(ECHO)));
    targets.add(atLeast("quorum-sync", "msg/s >= 0.8 x quorum", 0.8, rate(SYNC), rate(SELF)));
    targets.add(
        atMost("cost at full load", "CPU each <= 0.33 x Kafka", 0.33, cost(SELF), cost(KAFKA)));
    targets.add(
        atMost(
            "cost, steady state",
            "CPU each <= 0.33 x Kafka on a fresh log",
            0.33,
            cost(STEADY),
            cost(KAFKA)));
  }

  private void reading(List<Target> targets) {
    targets.add(
        atLeast(
            "replay",
            "msg/s >= 1.2 x Kafka",
            1.2,
            rate(SELF, Measure.REPLAY),
            rate(KAFKA, Measure.REPLAY)));
    targets.add(
        atLeast(
            "local replay",
            "msg/s >= 1 x raw sequential Chronicle reads",
            1,
            rate(SELF, Measure.LOCAL_REPLAY),
            round -> floor(chronicleReadsPerSecond, round)));
  }

  private Target atMost(
      String measure,
      String aim,
      double limit,
      IntFunction<Optional<Double>> figure,
      IntFunction<Optional<Double>> reference) {
    return new Target(measure, aim, ratio(figure, reference), limit, true);
  }

  private Target atLeast(
      String measure,
      String aim,
      double limit,
      IntFunction<Optional<Double>> figure,
      IntFunction<Optional<Double>> reference) {
    return new Target(measure, aim, ratio(figure, reference), limit, false);
  }

  /** Ratios within rounds: what slows a whole round down is in both figures. */
  private Optional<Spread> ratio(
      IntFunction<Optional<Double>> figure, IntFunction<Optional<Double>> reference) {
    final double[] ratios =
        IntStream.rangeClosed(1, summary.rounds())
            .mapToObj(
                round ->
                    figure
                        .apply(round)
                        .flatMap(value -> reference.apply(round).map(other -> value / other)))
            .flatMap(Optional::stream)
            .mapToDouble(Double::doubleValue)
            .toArray();
    return ratios.length == 0 ? Optional.empty() : Optional.of(Spread.of(ratios));
  }

  private IntFunction<Optional<Double>> closedP50(String system) {
    return figure(system, Measure.CLOSED_LOOP, result -> result.latencies().atPercentileUs(50));
  }

  private IntFunction<Optional<Double>> open(String system, double percentile) {
    return figure(
        system, Measure.OPEN_LOOP, result -> result.latencies().atPercentileUs(percentile));
  }

  private IntFunction<Optional<Double>> cost(String system) {
    return figure(system, Measure.THROUGHPUT, Result::cpuUsPerMessage);
  }

  private IntFunction<Optional<Double>> rate(String system) {
    return rate(system, Measure.THROUGHPUT);
  }

  private IntFunction<Optional<Double>> rate(String system, Measure measure) {
    return figure(system, measure, result -> result.outcome().messagesPerSecond());
  }

  private IntFunction<Optional<Double>> figure(
      String system, Measure measure, ToDoubleFunction<Result> figure) {
    return round -> summary.figure(system, measure, round, figure);
  }

  /** The better one of two; without either there is no telling. */
  private static Optional<Double> best(
      IntFunction<Optional<Double>> one, IntFunction<Optional<Double>> other, int round) {
    final Optional<Double> first = one.apply(round);
    final Optional<Double> second = other.apply(round);
    return first.isPresent() && second.isPresent()
        ? Optional.of(Math.max(first.get(), second.get()))
        : Optional.empty();
  }

  private static Optional<Double> floor(List<OptionalDouble> floors, int round) {
    final OptionalDouble floor =
        round <= floors.size() ? floors.get(round - 1) : OptionalDouble.empty();
    return floor.isPresent() ? Optional.of(floor.getAsDouble()) : Optional.empty();
  }

  private static Optional<Double> sum(
      Optional<Double> figure, double factor, Optional<Double> addend) {
    return figure.flatMap(value -> addend.map(more -> value + factor * more));
  }
}
