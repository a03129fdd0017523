package io.rafthold.bench.rig;

import io.rafthold.bench.rig.Load.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.IdleStrategy;

/** Takes measures of a system: warms up, measures, and notes what it cost and where. */
public final class Rig {
  private static final long STALL_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
  private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);

  private final RigSettings settings;
  private final Consumer<Result> results;
  private final Machine machine = Machine.here();

  /**
   * Makes a rig.
   *
   * @param results is given each result as it is found
   */
  public Rig(RigSettings settings, Consumer<Result> results) {
    this.settings = settings;
    this.results = results;
  }

  /** Returns where it measures. */
  public Machine machine() {
    return machine;
  }

  /**
   * Takes those of the measures that the system has.
   *
   * @param round from 1
   */
  public void measure(SystemUnderTest system, List<Measure> measures, int round) {
    for (final Measure measure : measures) {
      if (system.measures().contains(measure)) {
        measure(system, measure, round);
      }
    }
  }

  private void measure(SystemUnderTest system, Measure measure, int round) {
    switch (measure) {
      case CLOSED_LOOP -> loop(system, measure, round, 1, 0);
      case THROUGHPUT -> loop(system, measure, round, settings.outstanding(), 0);
      case OPEN_LOOP, END_TO_END -> loop(system, measure, round, 0, settings.rate());
      case REPLAY, LOCAL_REPLAY -> replay(system, measure, round);
    }
  }

  private void loop(
      SystemUnderTest system, Measure measure, int round, int outstanding, long rate) {
    final boolean isTailed = measure == Measure.END_TO_END;
    try (MessageStream stream = system.open(settings.sizeBytes(), isTailed)) {
      final Load load = new Load(stream, isTailed);
      run(load, outstanding, rate, settings.warmUpNs());
      final CostMeter meter = new CostMeter(system.processIds());
      meter.start();
      final Outcome outcome = run(load, outstanding, rate, settings.durationNs());
      report(system, measure, round, outstanding, rate, outcome, meter.stop());
    }
  }

  private static Outcome run(Load load, int outstanding, long rate, long durationNs) {
    return rate > 0 ? load.openLoop(rate, durationNs) : load.closedLoop(outstanding, durationNs);
  }

  /** Writes the messages, reads them once to warm up, and once more for the measure. */
  private void replay(SystemUnderTest system, Measure measure, int round) {
    try (MessageStream stream = system.open(settings.sizeBytes(), false)) {
      new Load(stream, false).fill(settings.replayMessages(), settings.outstanding());
    }
    readAll(system, measure);
    final CostMeter meter = new CostMeter(system.processIds());
    meter.start();
    final double seconds = readAll(system, measure);
    final Latencies none = new Latencies();
    final Outcome outcome = new Outcome(none, none, settings.replayMessages(), seconds);
    report(system, measure, round, 0, 0, outcome, meter.stop());
  }

  /** Returns the seconds from the opening of the consumer to the last message. */
  private double readAll(SystemUnderTest system, Measure measure) {
    final long startNs = System.nanoTime();
    long progressNs = startNs;
    long read = 0;
    try (Replay replay = system.openReplay(measure)) {
      final IdleStrategy idling = replay.idleStrategy();
      while (read < settings.replayMessages()) {
        final int messages = replay.poll();
        idling.idle(messages);
        if (messages > 0) {
          read += messages;
          progressNs = System.nanoTime();
        } else if (System.nanoTime() - progressNs > STALL_LIMIT_NS) {
          throw new IllegalStateException(
              String.format("the replay stands still for 30 s behind %,d messages", read));
        }
      }
      return (System.nanoTime() - startNs) / NS_PER_S;
    }
  }

  private void report(
      SystemUnderTest system,
      Measure measure,
      int round,
      int outstanding,
      long rate,
      Outcome outcome,
      Cost cost) {
    results.accept(
        new Result(
            system.profile(),
            measure,
            round,
            settings.sizeBytes(),
            outstanding,
            rate,
            outcome,
            cost,
            Proc.loadAverage(),
            machine));
  }
}
