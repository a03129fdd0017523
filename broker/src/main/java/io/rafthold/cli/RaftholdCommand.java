package io.rafthold.cli;

import io.rafthold.client.RaftholdException;
import io.rafthold.log.LogDamageException;
import io.rafthold.server.ConfigurationException;
import io.rafthold.server.StartupException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rafthold}: the way in. The subcommands do the work. */
@Command(
    name = "rafthold",
    description = "A message broker whose topics are replicated event logs.",
    mixinStandardHelpOptions = true,
    versionProvider = RaftholdCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QuickstartCommand.class,
      ServerCommand.class,
      TopicCommand.class,
      ProduceCommand.class,
      ConsumeCommand.class,
      GroupCommand.class,
      ClusterCommand.class,
      PartitionCommand.class,
      LogCommand.class,
      LatencyCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "From a checkout, `bin/rafthold bench` runs the benchmarks: `bin/rafthold bench --help`,",
      "and `bin/rafthold sim` the simulator: `bin/rafthold sim --help`.",
      "",
      "Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 no quorum or unreachable,",
      "5 timeout, 7 verification failed, 12 a broker ended itself to keep its data safe."
    })
public final class RaftholdCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Made by {@link #run(Terminal, String...)}. */
  RaftholdCommand() {}

  /**
   * Runs the command line and ends the process.
   *
   * @param arguments as the user wrote them
   */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  /**
   * Runs the command line.
   *
   * @param terminal to read from and write to
   * @param arguments as the user wrote them
   * @return one of {@link ExitCodes}
   */
  public static int run(Terminal terminal, String... arguments) {
    final CommandLine commandLine =
        new CommandLine(new RaftholdCommand(), new TerminalFactory(terminal));
    final PrintWriter out = new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8);
    final PrintWriter err = new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8);
    commandLine.setOut(out).setErr(err);
    commandLine.setCaseInsensitiveEnumValuesAllowed(false);
    commandLine.setParameterExceptionHandler(RaftholdCommand::refuse);
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> report(failure, terminal));
    final int exitCode = commandLine.execute(arguments);
    out.flush();
    return exitCode;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command; name one of those below");
  }

  private static int refuse(ParameterException refused, String[] arguments) {
    final CommandLine command = refused.getCommandLine();
    command.getErr().println("rafthold: " + refused.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(refused, command.getErr())) {
      command.usage(command.getErr());
    }
    return ExitCodes.USAGE;
  }

  private static int report(Exception failure, Terminal terminal) {
    if (isExplained(failure)) {
      terminal.tell("rafthold: " + failure.getMessage() + remedy(failure));
    } else {
      terminal.tell("rafthold: unexpected failure; please report it with what follows");
      failure.printStackTrace(terminal.err());
    }
    return ExitCodes.of(failure);
  }

  /** Messages of these are whole sentences for the user; of others, the stack trace tells more. */
  private static boolean isExplained(Exception failure) {
    return failure instanceof CommandException
        || failure instanceof RaftholdException
        || failure instanceof ConfigurationException
        || failure instanceof StartupException
        || failure instanceof LogDamageException
        || failure instanceof UncheckedIOException;
  }

  /** What to do, where whoever threw it could not know; the others say it themselves. */
  private static String remedy(Exception failure) {
    if (failure instanceof LogDamageException) {
      return "; nothing was changed: keep the data directory, check the disk, and compare the"
          + " directories of all brokers, stopped, with `rafthold log verify`";
    }
    if (failure instanceof UncheckedIOException refused) {
      final String reason = refused.getCause().getMessage();
      return (reason == null || refused.getMessage().contains(reason) ? "" : ": " + reason)
          + "; the system refused it: check the disk, the room on it and the permissions";
    }
    return "";
  }

  /** Reads the version that the build put into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      final String version = RaftholdCommand.class.getPackage().getImplementationVersion();
      return new String[] {"rafthold " + (version == null ? "(unpacked)" : version)};
    }
  }
}
