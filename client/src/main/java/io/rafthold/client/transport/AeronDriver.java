package io.rafthold.client.transport;

import io.aeron.Aeron;
import io.aeron.PublicationErrorFrameHandler;
import io.aeron.RethrowingErrorHandler;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * A media driver, embedded or found, and the Aeron client on it. All of it is used by one thread,
 * which calls {@link #invoke} in its duty cycle; in {@link DriverThreads#INVOKED} that runs the
 * driver too.
 */
public final class AeronDriver implements AutoCloseable {
  /** How often the driver looks at what has ended; the default of a second makes closing slow. */
  static final long TIMER_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * An embedded driver and its client live and stop together: a stopped process (SIGSTOP, a long
   * collection, a suspended machine) must not be taken for a dead client when it goes on.
   */
  private static final long EMBEDDED_CLIENT_TIMEOUT_NS = TimeUnit.HOURS.toNanos(24);

  private static final long STATUS_MESSAGE_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(1);

  /** Long enough for the heartbeat, sent each 100 ms, that tells the other ends of our leaving. */
  private static final long FAREWELL_NS = TimeUnit.MILLISECONDS.toNanos(120);

  private static final long FAREWELL_PARK_NS = TimeUnit.MICROSECONDS.toNanos(200);

  /** Bytes that a cycle of the driver sent and received where more are likely to follow at once. */
  private static final int BUSY_BYTES = 1024;

  /** A bound on how long one {@link #invoke} takes, and what is there waits for its user. */
  private static final int MAX_PASSES = 16;

  private final DriverDirectory directory;
  private final MediaDriver mediaDriver;
  private final Aeron aeron;
  private final AgentInvoker driverInvoker;
  private final AgentInvoker clientInvoker;
  private final TransportErrors errors;

  /** Null where the driver has threads of its own, or runs elsewhere. */
  private final DatagramWait datagrams;

  private final Doze doze;

  /** Null where no thread of an embedded driver looks up names. */
  private final ResolverIdle resolver;

  /** What the Aeron client tells the driver to do; unmapped when the client is closed. */
  private final RingBuffer commands;

  private long commandsSeen;
  private boolean isClosed;

  private AeronDriver(
      DriverDirectory directory,
      MediaDriver mediaDriver,
      DatagramWait datagrams,
      ResolverIdle resolver,
      Aeron aeron,
      TransportErrors errors) {
    this.directory = directory;
    this.datagrams = datagrams;
    this.doze = datagrams == null ? new TimedDoze() : datagrams;
    this.mediaDriver = mediaDriver;
    this.resolver = resolver;
    this.aeron = aeron;
    this.commands = aeron.context().toDriverBuffer();
    this.errors = errors;
    this.driverInvoker = mediaDriver == null ? null : mediaDriver.sharedAgentInvoker();
    this.clientInvoker = aeron.conductorAgentInvoker();
  }

  /**
   * Launches or attaches.
   *
   * @param onPublicationError told when a receiver refuses a stream of ours
   * @throws TransportException where that fails, with the reason and the remedy
   */
  public static AeronDriver launch(
      DriverSettings settings, PublicationErrorFrameHandler onPublicationError) {
    return launch(settings, onPublicationError, context -> {});
  }

  /** As above; {@code tuning} may change an embedded driver's context: tests lose datagrams so. */
  static AeronDriver launch(
      DriverSettings settings,
      PublicationErrorFrameHandler onPublicationError,
      Consumer<MediaDriver.Context> tuning) {
    JvmFlags.check();
    final TransportErrors errors = new TransportErrors();
    DriverDirectory directory = null;
    MediaDriver mediaDriver = null;
    DatagramWait datagrams = null;
    ResolverIdle resolver = null;
    try {
      String aeronDirectory = String.valueOf(settings.directory());
      if (settings.isEmbedded()) {
        directory = claimDirectory(settings);
        aeronDirectory = directory.aeronPath().toString();
        final MediaDriver.Context context = driverContext(settings, aeronDirectory, errors);
        if (settings.threads() == DriverThreads.INVOKED) {
          datagrams = new DatagramWait();
          datagrams.watchSocketsOf(context);
        }
        if (settings.resolvesNamesAside()) {
          resolver = new ResolverIdle(datagrams == null ? () -> {} : datagrams::wake);
          context.asyncExecutorEnabled(true).asyncExecutorIdleStrategy(resolver);
        }
        tuning.accept(context);
        mediaDriver = MediaDriver.launch(context);
      }
      final Aeron aeron =
          Aeron.connect(clientContext(mediaDriver, aeronDirectory, errors, onPublicationError));
      return new AeronDriver(directory, mediaDriver, datagrams, resolver, aeron, errors);
    } catch (TransportException e) {
      CloseHelper.quietCloseAll(mediaDriver, datagrams, directory);
      throw e;
    } catch (RuntimeException | InternalError e) {
      CloseHelper.quietCloseAll(mediaDriver, datagrams, directory);
      throw new TransportException(launchFailure(settings, e), e);
    }
  }

  private static DriverDirectory claimDirectory(DriverSettings settings) {
    return settings.directory() == null
        ? DriverDirectory.temporary(settings.role(), settings.requiredBytes())
        : DriverDirectory.claim(settings.directory(), settings.requiredBytes());
  }

  private static String launchFailure(DriverSettings settings, Throwable cause) {
    return settings.isEmbedded()
        ? "the media driver did not start: " + cause.getMessage()
        : "no media driver answers in "
            + settings.directory()
            + ": start it, or let one be embedded ("
            + cause.getMessage()
            + ")";
  }

  private static MediaDriver.Context driverContext(
      DriverSettings settings, String aeronDirectory, TransportErrors errors) {
    final SocketBuffers sockets = SocketBuffers.granted(Mtu.ofNetwork(settings.mtuBytes()));
    final MediaDriver.Context context =
        new MediaDriver.Context()
            .aeronDirectoryName(aeronDirectory)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .warnIfDirectoryExists(false)
            .termBufferSparseFile(true)
            .performStorageChecks(true)
            .mtuLength(Mtu.ofNetwork(settings.mtuBytes()))
            .socketRcvbufLength(sockets.receiveBytes())
            .socketSndbufLength(sockets.sendBytes())
            .initialWindowLength(sockets.windowBytes())
            .streamSessionLimit(settings.maxStreamSessions())
            .counterValuesBufferLength(settings.counterBytes())
            .timerIntervalNs(TIMER_INTERVAL_NS)
            .statusMessageTimeoutNs(STATUS_MESSAGE_TIMEOUT_NS)
            .imageLivenessTimeoutNs(settings.linkTimeoutNs())
            .publicationConnectionTimeoutNs(settings.linkTimeoutNs())
            .publicationLingerTimeoutNs(LINGER_NS)
            .clientLivenessTimeoutNs(EMBEDDED_CLIENT_TIMEOUT_NS)
            .publicationUnblockTimeoutNs(EMBEDDED_CLIENT_TIMEOUT_NS + LINGER_NS)
            .asyncExecutorEnabled(false)
            .errorHandler(errors);
    return withThreads(settings, context);
  }

  private static ThreadFactory startingWith(Runnable start) {
    return body ->
        new Thread(
            () -> {
              start.run();
              body.run();
            });
  }

  private static MediaDriver.Context withThreads(
      DriverSettings settings, MediaDriver.Context context) {
    final List<ThreadFactory> factories =
        settings.threadStarts().stream().map(AeronDriver::startingWith).toList();
    switch (settings.threads()) {
      case INVOKED -> context.threadingMode(ThreadingMode.INVOKER);
      case SHARED -> {
        context
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(YieldingIdleStrategy.INSTANCE);
        if (!factories.isEmpty()) {
          context.sharedThreadFactory(factories.get(0));
        }
      }
      case DEDICATED -> {
        context
            .threadingMode(ThreadingMode.DEDICATED)
            .conductorIdleStrategy(BusySpinIdleStrategy.INSTANCE)
            .senderIdleStrategy(BusySpinIdleStrategy.INSTANCE)
            .receiverIdleStrategy(BusySpinIdleStrategy.INSTANCE);
        if (!factories.isEmpty()) {
          context
              .senderThreadFactory(factories.get(0))
              .receiverThreadFactory(factories.get(1))
              .conductorThreadFactory(factories.get(2));
        }
      }
    }
    return context;
  }

  private static Aeron.Context clientContext(
      MediaDriver mediaDriver,
      String aeronDirectory,
      TransportErrors errors,
      PublicationErrorFrameHandler onPublicationError) {
    final Aeron.Context context =
        new Aeron.Context()
            .aeronDirectoryName(aeronDirectory)
            .useConductorAgentInvoker(true)
            .clientLock(NoOpLock.INSTANCE)
            .errorHandler(errors)
            .publicationErrorFrameHandler(onPublicationError)
            // What a message handler throws is the caller's, not an Aeron error to be logged.
            .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE);
    if (mediaDriver != null) {
      context
          .driverAgentInvoker(mediaDriver.sharedAgentInvoker())
          .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(EMBEDDED_CLIENT_TIMEOUT_NS));
    }
    return context;
  }

  /**
   * Runs one duty cycle of the Aeron client, and of the driver where this thread is its own.
   *
   * @return work done, 0 where there was none
   * @throws TransportException once and for all where the driver is gone or gave this client up
   */
  public int invoke() {
    int workCount = 0;
    if (driverInvoker != null) {
      workCount += invokeDriver();
    }
    workCount += clientInvoker.invoke();
    if (aeron.isClosed()) {
      throw new TransportException(
          "the media driver is gone or gave this process up after a pause (last error above): the"
              + " transport must be started again");
    }
    callResolver();
    return workCount;
  }

  /** What the driver was told to do, it has its resolver begin with: each stream has an address. */
  private void callResolver() {
    if (resolver == null) {
      return;
    }
    final long position = commands.consumerPosition();
    if (position != commandsSeen) {
      commandsSeen = position;
      resolver.call();
    }
  }

  /**
   * Returns how to wait for the sockets of the driver that this thread runs. A driver with threads
   * of its own is not waited for: only some time is.
   */
  public Doze doze() {
    return doze;
  }

  /**
   * A cycle of the driver passes one datagram a stream and a socket: while many pass, it goes on.
   */
  private int invokeDriver() {
    if (datagrams != null) {
      datagrams.look();
    }
    int workCount = 0;
    int passes = 0;
    int bytes;
    do {
      bytes = driverInvoker.invoke();
      workCount += bytes;
    } while (bytes >= BUSY_BYTES && ++passes < MAX_PASSES);
    return workCount;
  }

  /**
   * Returns the Aeron client.
   *
   * @return for the invoking thread alone
   */
  public Aeron aeron() {
    return aeron;
  }

  /**
   * Returns the directory of the driver, for Aeron's own tools.
   *
   * @return an absolute path
   */
  public String aeronDirectory() {
    return aeron.context().aeronDirectoryName();
  }

  /**
   * Returns the space that is left for further streams.
   *
   * @return bytes
   */
  public long usableBytes() {
    return StorageCheck.usableBytes(aeron.context().aeronDirectory().toPath());
  }

  /**
   * Reads the driver's counters. For the invoking thread alone: the buffer ends with the driver.
   *
   * @return a copy
   */
  public DriverCounters counters() {
    return DriverCounters.read(aeron.countersReader(), errors.count());
  }

  /** Deletes the temporary directory at the end of a process that never closed its transport. */
  Runnable abandonment() {
    return directory == null ? () -> {} : directory::close;
  }

  /** Tells the other ends, stops the driver where it is embedded, and deletes its directory. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    sayFarewell();
    endResolver();
    CloseHelper.quietCloseAll(aeron, mediaDriver, datagrams, directory);
  }

  /**
   * Stops as a process that dies does: nobody is told, and the other ends find out by the silence.
   * What it held is given back. Harmless when repeated, and after {@link #close}.
   */
  public void abandon() {
    if (!isClosed) {
      isClosed = true;
      endResolver();
      // The driver first: it must not send what the client says at its end.
      CloseHelper.quietCloseAll(mediaDriver, aeron, datagrams, directory);
    }
  }

  private void endResolver() {
    if (resolver != null) {
      resolver.end();
    }
  }

  private void sayFarewell() {
    if (mediaDriver == null || aeron.isClosed()) {
      return;
    }
    final long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < FAREWELL_NS) {
      if (driverInvoker == null || invokeDriver() == 0) {
        LockSupport.parkNanos(FAREWELL_PARK_NS);
      }
    }
  }
}
