package io.rafthold.bench.rig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All results of a comparison, by system, measure and round. */
public final class Summary {
  private final List<Result> results = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  /** Makes an empty one. */
  public Summary() {}

  /**
   * Adds a result.
   *
   * @param result of any system
   */
  public void add(Result result) {
    results.add(result);
  }

  /**
   * Adds a failure.
   *
   * @param failure of any system
   */
  public void add(Failure failure) {
    failures.add(failure);
  }

  /** Returns the turns that were lost. */
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Returns the systems, in the order in which they came. */
  public List<SystemProfile> systems() {
    final Map<String, SystemProfile> profiles = new LinkedHashMap<>();
    results.forEach(result -> profiles.putIfAbsent(result.profile().name(), result.profile()));
    return List.copyOf(profiles.values());
  }

  /** Returns the measures that any system has. */
  List<Measure> measures() {
    return results.stream().map(Result::measure).distinct().sorted().toList();
  }

  /** Returns the results of a system, one each round. */
  List<Result> of(String system, Measure measure) {
    return results.stream()
        .filter(result -> result.profile().name().equals(system) && result.measure() == measure)
        .toList();
  }

  /** Returns a figure of a system over all rounds; empty where it was not measured. */
  Optional<Spread> figure(String system, Measure measure, ToDoubleFunction<Result> figure) {
    final double[] values = of(system, measure).stream().mapToDouble(figure).toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /** Returns a figure of one round; empty where it was not measured. */
  Optional<Double> figure(
      String system, Measure measure, int round, ToDoubleFunction<Result> figure) {
    return of(system, measure).stream()
        .filter(result -> result.round() == round)
        .map(figure::applyAsDouble)
        .findFirst();
  }

  /** Returns how many rounds there are. */
  int rounds() {
    return results.stream().mapToInt(Result::round).max().orElse(0);
  }

  /** Returns the latencies of all rounds together. */
  Latencies latencies(String system, Measure measure) {
    final Latencies all = new Latencies();
    of(system, measure).forEach(result -> all.add(result.latencies()));
    return all;
  }

  /** Says how many results are of a disturbed machine; empty where none is. */
  String disturbance() {
    final long disturbed = results.stream().filter(Result::isDisturbed).count();
    return disturbed == 0
        ? ""
        : disturbed
            + " of "
            + results.size()
            + " results were taken while others used more than 5 % of the cores: no verdict stands"
            + " on them.\n";
  }

  /** Returns the datagrams that were dropped in all of a system's rounds. */
  long droppedDatagrams(String system) {
    return results.stream()
        .filter(result -> result.profile().name().equals(system))
        .mapToLong(result -> result.cost().droppedDatagrams())
        .sum();
  }
}
