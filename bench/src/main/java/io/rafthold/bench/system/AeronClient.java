package io.rafthold.bench.system;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpLock;

/** A media driver and an Aeron client that the calling thread runs, as Rafthold's client does. */
final class AeronClient implements AutoCloseable {
  private static final long CLIENT_TIMEOUT_NS = TimeUnit.HOURS.toNanos(1);

  private final MediaDriver driver;
  private final Aeron aeron;

  AeronClient(Path directory, int mtuBytes) {
    driver =
        MediaDriver.launch(
            AeronSettings.driver(directory, mtuBytes)
                .threadingMode(ThreadingMode.INVOKER)
                // Nobody runs the driver while the rig does something else.
                .clientLivenessTimeoutNs(CLIENT_TIMEOUT_NS)
                .publicationUnblockTimeoutNs(2 * CLIENT_TIMEOUT_NS));
    aeron =
        Aeron.connect(
            new Aeron.Context()
                .aeronDirectoryName(directory.toString())
                .useConductorAgentInvoker(true)
                .clientLock(NoOpLock.INSTANCE)
                .driverAgentInvoker(driver.sharedAgentInvoker())
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(CLIENT_TIMEOUT_NS)));
  }

  Aeron aeron() {
    return aeron;
  }

  AgentInvoker driverInvoker() {
    return driver.sharedAgentInvoker();
  }

  /** Runs one duty cycle; returns a work count. */
  int invoke() {
    return driver.sharedAgentInvoker().invoke() + aeron.conductorAgentInvoker().invoke();
  }

  @Override
  public void close() {
    CloseHelper.closeAll(aeron, driver);
  }
}
