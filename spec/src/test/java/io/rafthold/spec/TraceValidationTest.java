package io.rafthold.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.sim.Plan;
import io.rafthold.sim.Simulation;
import io.rafthold.sim.fault.FaultKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the core does under random faults is what the specification allows, step by step. */
@Timeout(900)
class TraceValidationTest {
  private static final int TRACES = Integer.getInteger("spec.traces", 200);
  private static final int STEPS = Integer.getInteger("spec.steps", 150);
  private static final long FIRST_SEED = Long.getLong("spec.seed", 1);

  /** Kept, so that a trace that is refused can be looked at. */
  private static final Path DIRECTORY = Path.of("target", "traces");

  private static final Path SIMULATED = Path.of("target", "simulated");
  private static final int SIMULATED_TRACES = Integer.getInteger("spec.simulated", 40);
  private static final long SIMULATED_NS = 20_000_000_000L;

  private static final Path LIES = Path.of("target", "lies");

  @Test
  void theSpecificationAllowsWhatTheCoreDoes() throws Exception {
    List<Trace> traces = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      traces.add(new TraceCluster(FIRST_SEED + i).run(STEPS));
    }

    Map<String, Integer> coverage = TraceCoverage.of(traces);
    assertThat(coverage.values()).as("all of it happens: %s", coverage).allMatch(n -> n > 0);

    TraceRun run = TraceRun.of(traces, DIRECTORY);

    Report.line(
        "%d traces, %d steps, %,d states, %.1f s: %s"
            .formatted(
                TRACES,
                traces.stream().mapToInt(trace -> trace.steps().size()).sum(),
                run.result().distinctStates(),
                run.result().durationMs() / 1e3,
                coverage));
    assertThat(run.result().violated()).as(run.result().explanation()).isEmpty();
    assertThat(run.refused()).as("from seed %d on", FIRST_SEED).isEmpty();
  }

  /** The whole broker drives the cores there, over a simulated network and disk. */
  @Test
  void theSpecificationAllowsWhatSimulatedBrokersDo() throws Exception {
    List<Trace> traces = new ArrayList<>();
    for (long seed = FIRST_SEED; traces.size() < SIMULATED_TRACES; seed++) {
      SimulatedTraces watch = new SimulatedTraces(STEPS);
      Plan plan = new Plan(seed, SIMULATED_NS);
      if (plan.faults().kinds().contains(FaultKind.HIDDEN_ROT)) {
        // The specification knows no damage, so no replica that starts without its process.
        continue;
      }
      new Simulation(plan, new io.rafthold.sim.Trace(null), watch).run();
      traces.addAll(watch.traces());
    }

    TraceRun run = TraceRun.of(traces, SIMULATED);

    Report.line(
        "%d traces of simulated brokers, %d steps, %.1f s"
            .formatted(
                traces.size(),
                traces.stream().mapToInt(trace -> trace.steps().size()).sum(),
                run.result().durationMs() / 1e3));
    assertThat(run.result().violated()).as(run.result().explanation()).isEmpty();
    assertThat(run.refused()).as("from seed %d on", FIRST_SEED).isEmpty();
  }

  /** Of each kind of lie so many: behind a beginning that is true, exactly the lie is refused. */
  @ParameterizedTest
  @ValueSource(ints = 3)
  void aLieIsRefused(int ofEachKind) throws Exception {
    List<Trace> lies = new ArrayList<>();
    List<Lie> kinds = new ArrayList<>();
    for (Lie lie : Lie.values()) {
      int wanted = lies.size() + ofEachKind;
      for (long seed = FIRST_SEED; lies.size() < wanted && seed < FIRST_SEED + 200; seed++) {
        lie.in(new TraceCluster(seed).run(STEPS)).ifPresent(lies::add);
      }
      assertThat(lies).as("the traces allow for %s", lie).hasSize(wanted);
      kinds.addAll(Collections.nCopies(ofEachKind, lie));
    }

    TraceRun run = TraceRun.of(lies, LIES);

    Report.line("%d lies in %.1f s".formatted(lies.size(), run.result().durationMs() / 1e3));
    for (int i = 0; i < lies.size(); i++) {
      assertThat(run.followed(i))
          .as("%s: %s", kinds.get(i), lies.get(i).steps())
          .isEqualTo(lies.get(i).steps().size() - 1);
    }
  }
}
