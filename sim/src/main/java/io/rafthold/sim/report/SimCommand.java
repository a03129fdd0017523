package io.rafthold.sim.report;

import io.rafthold.sim.Plan;
import io.rafthold.sim.RunResult;
import io.rafthold.sim.Simulation;
import io.rafthold.sim.Trace;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bin/rafthold sim}: runs simulated clusters under many seeds, or replays one. */
@Command(
    name = "sim",
    description = "Runs whole clusters under seeds that decide what goes wrong, and checks them.",
    mixinStandardHelpOptions = true)
public final class SimCommand implements Callable<Integer> {
  private static final int VIOLATED = 7;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /** A time such as 90s, 10m or 2h. */
  static final class Duration implements ITypeConverter<Long> {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})(s|m|h)");

    @Override
    public Long convert(String text) {
      final Matcher matcher = SHAPE.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is not a time: write 90s, 10m or 2h");
      }
      final long unit =
          switch (matcher.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            default -> 3_600;
          };
      return Long.parseLong(matcher.group(1)) * unit * NS_PER_SECOND;
    }
  }

  @Spec private CommandSpec spec;

  @Option(names = "--seeds", paramLabel = "N", description = "how many seeds to run; default 100")
  private long seeds = 100;

  @Option(names = "--from", paramLabel = "SEED", description = "the first seed; default 1")
  private long from = 1;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = Duration.class,
      description = "virtual time of each run in which faults happen; default 10m")
  private long timeNs = 600 * NS_PER_SECOND;

  @Option(names = "--threads", paramLabel = "N", description = "runs beside each other; default 1")
  private int threads = 1;

  @Option(
      names = "--within",
      paramLabel = "TIME",
      converter = Duration.class,
      description = "begin no further seed after so much real time")
  private Long withinNs;

  @Option(names = "--fail-fast", description = "begin no further seed after one has failed")
  private boolean isFailFast;

  @Option(names = "--seed", paramLabel = "SEED", description = "run this seed alone")
  private Long seed;

  @Option(names = "--trace", description = "with --seed: a line for each event")
  private boolean isTraced;

  /** Made by the command line. */
  public SimCommand() {}

  /**
   * Runs the simulator and ends the process with its exit code.
   *
   * @param arguments the options
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SimCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    return seed == null ? campaign() : replay();
  }

  private int replay() {
    final PrintWriter out = spec.commandLine().getOut();
    final Plan plan = new Plan(seed, timeNs);
    out.println("seed " + seed + ", commit " + commit());
    out.println(plan.describe());
    out.println(plan.faults().describe());
    final Trace trace = new Trace(isTraced ? out::println : null);
    try {
      final RunResult result = new Simulation(plan, trace).run();
      out.printf(
          "right: %,d events, %.1f simulated seconds, settled in %.1f s, trace hash %016x%n",
          result.events(),
          result.simulatedNs() / 1e9,
          result.settledNs() / 1e9,
          result.traceHash());
      return 0;
    } catch (RuntimeException | Error broken) {
      report(new Campaign.Failure(seed, broken));
      broken.printStackTrace(out);
      return VIOLATED;
    }
  }

  private int campaign() throws InterruptedException {
    final PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "commit %s: seeds %d to %d, %d s each, on %d threads%n",
        commit(), from, from + seeds - 1, timeNs / NS_PER_SECOND, threads);
    out.flush();
    final Campaign campaign = new Campaign(from, seeds, timeNs, threads, this::report);
    if (withinNs != null) {
      campaign.within(withinNs);
    }
    if (isFailFast) {
      campaign.stoppingAfter(1);
    }
    final CampaignReport report = campaign.run();
    out.print(report.text());
    out.printf("%n%d seeds failed%n", campaign.failures().size());
    out.flush();
    return campaign.failures().isEmpty() ? 0 : VIOLATED;
  }

  private void report(Campaign.Failure failure) {
    final PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "FAILED seed %d, commit %s: %s%n  replay with: bin/rafthold sim --seed %d --time %ds"
            + " --trace%n",
        failure.seed(), commit(), failure.cause(), failure.seed(), timeNs / NS_PER_SECOND);
    out.flush();
  }

  private static String commit() {
    return System.getProperty("rafthold.commit", "unknown");
  }
}
