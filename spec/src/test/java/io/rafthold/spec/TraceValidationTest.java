package io.rafthold.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the core does under random faults is what the specification allows, step by step. */
@Timeout(900)
class TraceValidationTest {
  private static final int TRACES = Integer.getInteger("spec.traces", 200);
  private static final int STEPS = Integer.getInteger("spec.steps", 150);
  private static final long FIRST_SEED = Long.getLong("spec.seed", 1);

  /** Kept, so that a trace that is refused can be looked at. */
  private static final Path DIRECTORY = Path.of("target", "traces");

  @Test
  void theSpecificationAllowsWhatTheCoreDoes() throws Exception {
    List<Trace> traces = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      traces.add(new TraceCluster(FIRST_SEED + i).run(STEPS));
    }

    TraceRun run = TraceRun.of(traces, DIRECTORY);

    Report.line(
        "%d traces, %d steps, %,d states, %.1f s"
            .formatted(
                TRACES,
                traces.stream().mapToInt(trace -> trace.steps().size()).sum(),
                run.result().distinctStates(),
                run.result().durationMs() / 1e3));
    assertThat(run.result().violated()).as(run.result().explanation()).isEmpty();
    assertThat(run.refused()).as("from seed %d on", FIRST_SEED).isEmpty();
  }
}
