package io.rafthold.client.transport;

import io.aeron.status.PublicationErrorFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's way to the brokers: the media driver, embedded and run by the caller's thread or found
 * in its directory, and the links on it. Used by one thread alone.
 */
public final class ClientTransport implements AutoCloseable {
  private final TransportSettings settings;
  private final AeronDriver driver;
  private final List<AeronBrokerLink> links = new ArrayList<>();
  private final OfferCounters offers = new OfferCounters();
  private final Thread shutdownHook;
  private String refusal;
  private long refusedRegistrationId;
  private boolean isClosed;

  private ClientTransport(TransportSettings settings) {
    this.settings = settings;
    this.driver = AeronDriver.launch(settings.driver(), this::onPublicationError);
    this.shutdownHook = new Thread(driver.abandonment(), "rafthold-client-cleanup");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /**
   * Launches an embedded driver or attaches to an external one.
   *
   * @param settings for instance {@link TransportSettings#defaults}
   * @return to be closed by the caller
   * @throws TransportException where a JVM flag is missing, the directory is too small or in use,
   *     or no driver answers
   */
  public static ClientTransport launch(TransportSettings settings) {
    return new ClientTransport(settings);
  }

  /**
   * Starts to connect to a broker. Returns at once; {@link #invoke} makes progress.
   *
   * @param host name or address
   * @param clientPort where the broker takes requests
   * @param responsePort where the broker answers from
   * @return a link that is not connected yet
   */
  public BrokerLink connect(String host, int clientPort, int responsePort) {
    final AeronBrokerLink link =
        new AeronBrokerLink(driver.aeron(), settings, offers, host, clientPort, responsePort);
    links.add(link);
    return link;
  }

  /**
   * Runs one duty cycle: driver, Aeron client, links.
   *
   * @return work done, 0 where there was none
   * @throws TransportException where the driver is gone: nothing works any more
   */
  public int invoke() {
    final int workCount = driver.invoke();
    for (int i = links.size() - 1; i >= 0; i--) {
      final AeronBrokerLink link = links.get(i);
      if (refusal != null && link.refuse(refusedRegistrationId, refusal)) {
        refusal = null;
      }
      link.progress();
      if (link.isClosed()) {
        links.remove(i);
      }
    }
    refusal = null;
    return workCount;
  }

  /** Returns how the invoking thread waits for its sockets, and how others end that. */
  public Doze doze() {
    return driver.doze();
  }

  /** Streams must not be closed from within Aeron's callback: the next cycle does. */
  private void onPublicationError(PublicationErrorFrame error) {
    refusedRegistrationId = error.registrationId();
    refusal = error.errorMessage();
  }

  /**
   * Reads the driver's counters.
   *
   * @return a copy
   */
  public DriverCounters counters() {
    return driver.counters();
  }

  /**
   * Tells what became of messages offered to brokers.
   *
   * @return a copy
   */
  public OfferCounters.Snapshot offers() {
    return offers.snapshot();
  }

  /** Closes all links and stops an embedded driver. Harmless when repeated. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    for (final AeronBrokerLink link : links) {
      link.close();
    }
    links.clear();
    driver.close();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs or has run, and finds nothing left to do.
    }
  }
}
