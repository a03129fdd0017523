package io.rafthold.client;

import io.rafthold.client.transport.Mtu;
import java.time.Duration;

/** Collects a client's settings; what is wrong is reported at once by {@link #build}. */
public final class RaftholdClientBuilder {
  private String bootstrap = "";
  private String clientName = "rafthold-client";
  private Duration requestTimeout = Duration.ofSeconds(10);
  private ClientThreading threading = ClientThreading.BACKGROUND;
  private String aeronDirectory;
  private boolean embeddedDriver = true;
  private int mtuBytes = Mtu.AUTOMATIC;

  RaftholdClientBuilder() {}

  /**
   * Names brokers to start from; the others are learned from them.
   *
   * @param addresses {@code host:clientPort}, separated by commas; {@code [address]:port} for IPv6
   * @return this
   */
  public RaftholdClientBuilder bootstrap(String addresses) {
    bootstrap = addresses;
    return this;
  }

  /**
   * Names this client in the brokers' logs.
   *
   * @param name up to 249 characters, default {@code rafthold-client}
   * @return this
   */
  public RaftholdClientBuilder clientName(String name) {
    clientName = name;
    return this;
  }

  /**
   * Bounds every blocking call that names no deadline of its own.
   *
   * @param timeout above zero, default 10 s
   * @return this
   */
  public RaftholdClientBuilder requestTimeout(Duration timeout) {
    requestTimeout = timeout;
    return this;
  }

  /**
   * Says who runs the duty cycle.
   *
   * @param choice default {@link ClientThreading#BACKGROUND}
   * @return this
   */
  public RaftholdClientBuilder threading(ClientThreading choice) {
    threading = choice;
    return this;
  }

  /**
   * Places the media driver's files. Default: a temporary directory, deleted on close.
   *
   * @param directory of an embedded driver of this client alone
   * @return this
   */
  public RaftholdClientBuilder aeronDirectory(String directory) {
    aeronDirectory = directory;
    embeddedDriver = true;
    return this;
  }

  /**
   * Uses a media driver that runs outside of this client.
   *
   * @param directory of the running driver
   * @return this
   */
  public RaftholdClientBuilder externalDriver(String directory) {
    aeronDirectory = directory;
    embeddedDriver = false;
    return this;
  }

  /**
   * Bounds the datagrams that this client sends. Larger ones carry a batch in fewer system calls,
   * where the network takes them whole: 8,192 in jumbo frames. What brokers send is bounded by
   * their {@code aeron.mtu}.
   *
   * @param bytes a multiple of 32 within 512 and 65,504; default 0: 1,408, which fits into
   *     Ethernet's frames, and towards a broker on this machine up to 65,408
   * @return this
   */
  public RaftholdClientBuilder mtu(int bytes) {
    mtuBytes = bytes;
    return this;
  }

  /**
   * Starts the client. Connections are made when they are needed: a broker that is not there shows
   * at the first request.
   *
   * @return to be closed
   * @throws InvalidSettingsException naming all that is wrong, missing JVM flags included
   */
  public RaftholdClient build() {
    final SettingsCheck check = new SettingsCheck();
    final ClientSettings settings =
        new ClientSettings(
            BootstrapAddresses.parse(bootstrap, check),
            clientName,
            check.positive("requestTimeout", requestTimeout).nanosOf(requestTimeout),
            threading,
            aeronDirectory,
            embeddedDriver,
            mtuBytes);
    check
        .notNull("threading", threading)
        .length("clientName", clientName, 1, ClientSettings.MAX_NAME_LENGTH)
        .that(
            Mtu.isValid(mtuBytes),
            "mtu "
                + mtuBytes
                + " is not a multiple of 32 within "
                + Mtu.MIN_BYTES
                + " and "
                + Mtu.MAX_BYTES)
        .that(embeddedDriver || aeronDirectory != null, "externalDriver needs a directory")
        .throwIfBad();
    return ClientLauncher.launch(settings);
  }
}
