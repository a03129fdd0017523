package io.rafthold.cli;

import io.rafthold.client.RaftholdClient;
import io.rafthold.server.DurationFormat;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a command finds the cluster, and how long it waits for it. */
final class ClientOptions {
  /** The client port of broker 0 in the shipped configurations. */
  static final String DEFAULT_BOOTSTRAP = "127.0.0.1:9101";

  static final String BOOTSTRAP_VARIABLE = "RAFTHOLD_BOOTSTRAP";

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT,...",
      description =
          "Brokers to start from, by their client ports (default: $RAFTHOLD_BOOTSTRAP, else "
              + DEFAULT_BOOTSTRAP
              + ").")
  private String bootstrap;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How long to wait for the cluster, as in 500ms, 10s, 1m (default: 30s).")
  private Duration timeout;

  Duration timeout() {
    return timeout;
  }

  String bootstrap(Map<String, String> environment) {
    if (bootstrap != null) {
      return bootstrap;
    }
    final String fromEnvironment = environment.get(BOOTSTRAP_VARIABLE);
    return fromEnvironment == null || fromEnvironment.isBlank()
        ? DEFAULT_BOOTSTRAP
        : fromEnvironment;
  }

  /** Opens a client; the caller closes it. */
  RaftholdClient connect(Terminal terminal) {
    return RaftholdClient.builder()
        .bootstrap(bootstrap(terminal.environment()))
        .clientName("rafthold-cli")
        .requestTimeout(timeout)
        .build();
  }

  /** Reads durations with the words of the configuration. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        final Duration duration = Duration.ofNanos(DurationFormat.parseNs(text));
        if (duration.isZero()) {
          throw new IllegalArgumentException("no time at all; write how long, as in 10s");
        }
        return duration;
      } catch (final IllegalArgumentException notADuration) {
        throw new TypeConversionException("'" + text + "': " + notADuration.getMessage());
      }
    }
  }
}
