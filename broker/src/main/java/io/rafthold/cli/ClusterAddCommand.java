package io.rafthold.cli;

import io.rafthold.client.Admin;
import io.rafthold.client.BrokerInfo;
import io.rafthold.client.BrokerState;
import io.rafthold.client.NewBroker;
import io.rafthold.client.RaftholdClient;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code cluster add}. */
@Command(
    name = "add",
    description = {
      "Bring a broker into the cluster.",
      "Start it with cluster.join: true, an empty data.dir and an id that was never used."
    },
    mixinStandardHelpOptions = true)
final class ClusterAddCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "ID", description = "Its broker.id, never used before.")
  private int brokerId;

  @Parameters(
      index = "1",
      paramLabel = "HOST:PEERPORT:CLIENTPORT[:RESPONSEPORT]",
      converter = AddressConverter.class,
      description = "Where brokers and clients reach it.")
  private Address address;

  @Option(names = "--no-wait", description = "Do not wait until it has caught up.")
  private boolean noWait;

  ClusterAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Where a broker listens.
   *
   * @param responsePort of its own, or the one behind the client port
   */
  record Address(String host, int peerPort, int clientPort, int responsePort) {}

  @Override
  public Integer call() {
    final NewBroker broker =
        new NewBroker(
            brokerId,
            address.host(),
            address.peerPort(),
            address.clientPort(),
            address.responsePort());
    try (RaftholdClient connected = client.connect(terminal)) {
      final Admin admin = connected.admin();
      final Waiting waiting = new Waiting(terminal, client.timeout());
      admin.addBroker(broker);
      if (!noWait) {
        waiting.until("adding broker " + brokerId, "cluster status", () -> missing(admin));
      }
      terminal.print((noWait ? "adding broker " : "added broker ") + brokerId);
    }
    return ExitCodes.OK;
  }

  private String missing(Admin admin) {
    for (final BrokerInfo broker : admin.describeCluster().brokers()) {
      if (broker.id() == brokerId) {
        return broker.state() == BrokerState.MEMBER
            ? null
            : broker.state().name().toLowerCase(Locale.ROOT)
                + (broker.reachable() ? "" : ", not reachable: is it started?");
      }
    }
    return "not known yet";
  }

  /** Reads HOST:PEERPORT:CLIENTPORT[:RESPONSEPORT]; IPv6 addresses in brackets. */
  static final class AddressConverter implements ITypeConverter<Address> {
    private static final Pattern SHAPE =
        Pattern.compile("(\\[[^]]+]|[^:@\\[\\]]+):(\\d{1,5}):(\\d{1,5})(?::(\\d{1,5}))?");

    @Override
    public Address convert(String text) {
      final Matcher matcher = SHAPE.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is no broker's address; write HOST:PEERPORT:CLIENTPORT");
      }
      final int clientPort = Integer.parseInt(matcher.group(3));
      return new Address(
          matcher.group(1).replaceAll("[\\[\\]]", ""),
          Integer.parseInt(matcher.group(2)),
          clientPort,
          matcher.group(4) == null ? clientPort + 1 : Integer.parseInt(matcher.group(4)));
    }
  }
}
