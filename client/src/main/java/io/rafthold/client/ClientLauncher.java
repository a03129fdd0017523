package io.rafthold.client;

import io.rafthold.client.transport.JvmFlags;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.SystemNanoClock;

/** Puts a client together. */
final class ClientLauncher {
  private ClientLauncher() {}

  static RaftholdClient launch(ClientSettings settings) {
    final List<String> missing = JvmFlags.missing();
    if (!missing.isEmpty()) {
      throw new InvalidSettingsException(
          List.of("this JVM lacks flags: start it with " + String.join(" ", missing)));
    }
    final Links links = AeronLinks.launch(settings);
    final ClientCore core =
        new ClientCore(
            settings.clientName(),
            settings.bootstrap(),
            links,
            SystemNanoClock.INSTANCE,
            ThreadLocalRandom.current().nextLong());
    if (settings.threading() == ClientThreading.INVOKER) {
      return new ClientRuntime(
          core, settings.requestTimeoutNs(), new InvokerDriver(core, new ClientIdleStrategy(core)));
    }
    return new ClientRuntime(core, settings.requestTimeoutNs(), new BackgroundDriver(core));
  }
}
