package io.rafthold.server;

import io.rafthold.metadata.ClusterMember;
import java.lang.module.ModuleDescriptor;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * What must hold before a broker starts: without these checks, each shows later as a crash that
 * names neither cause nor remedy.
 */
public final class StartupChecks {
  /** The packages that Aeron and Chronicle reach into, as config/jvm.options opens them. */
  static final List<String> OPENED =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.reflect",
          "java.base/java.util",
          "java.base/java.util.zip",
          "java.base/jdk.internal.misc",
          "java.base/sun.nio.ch",
          "jdk.compiler/com.sun.tools.javac");

  /** The packages that Chronicle calls, as config/jvm.options exports them. */
  static final List<String> EXPORTED =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.util",
          "java.base/sun.nio.ch",
          "jdk.compiler/com.sun.tools.javac.file",
          "jdk.unsupported/sun.misc");

  private StartupChecks() {}

  /**
   * Checks the JVM's flags and the ports. The transport checks its directory itself.
   *
   * @param config of the broker about to start
   * @throws StartupException naming what is missing and what to do
   */
  public static void run(BrokerConfig config) {
    checkFlags();
    checkPorts(config.self());
  }

  /** Refuses a JVM that does not let the libraries in, with the flags to add. */
  static void checkFlags() {
    final List<String> missing = missingFlags();
    if (!missing.isEmpty()) {
      throw new StartupException(
          "the JVM was started without flags that Aeron and Chronicle need: start it with"
              + " 'java @config/jvm.options', or add "
              + String.join(" ", missing));
    }
  }

  /**
   * Returns the flags that Aeron and Chronicle need and this JVM was started without.
   *
   * @return as they belong on the command line; empty where all are there
   */
  public static List<String> missingFlags() {
    return missingFlags(StartupChecks.class.getModule());
  }

  static List<String> missingFlags(Module caller) {
    final List<String> missing = new ArrayList<>();
    for (final String opened : OPENED) {
      if (!isReachable(opened, caller, true)) {
        missing.add("--add-opens=" + opened + "=ALL-UNNAMED");
      }
    }
    for (final String exported : EXPORTED) {
      if (!isReachable(exported, caller, false)) {
        missing.add("--add-exports=" + exported + "=ALL-UNNAMED");
      }
    }
    return missing;
  }

  /** Refuses ports that another process has bound, or a host that is not this machine's. */
  static void checkPorts(ClusterMember self) {
    final InetAddress address;
    try {
      address = InetAddress.getByName(self.host());
    } catch (final UnknownHostException unknown) {
      throw new StartupException(
          "host "
              + self.host()
              + " of broker "
              + self.id()
              + " has no address: mend cluster.members or the name service",
          unknown);
    }
    checkPort(self, address, "peerPort", self.peerPort());
    checkPort(self, address, "clientPort", self.clientPort());
    checkPort(self, address, "responsePort", self.responsePort());
  }

  private static void checkPort(ClusterMember self, InetAddress address, String what, int port) {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.setReuseAddress(false);
      socket.bind(new InetSocketAddress(address, port));
    } catch (final SocketException taken) {
      throw new StartupException(
          what
              + " "
              + port
              + " (UDP) cannot be bound on "
              + self.host()
              + " ("
              + taken.getMessage()
              + "): stop whatever uses it, or give broker "
              + self.id()
              + " a host of this machine and a free port in cluster.members",
          taken);
    }
  }

  private static boolean isReachable(String moduleAndPackage, Module caller, boolean opened) {
    final int slash = moduleAndPackage.indexOf('/');
    final String packageName = moduleAndPackage.substring(slash + 1);
    return ModuleLayer.boot()
        .findModule(moduleAndPackage.substring(0, slash))
        .filter(module -> hasPackage(module.getDescriptor(), packageName))
        .map(
            module ->
                opened
                    ? module.isOpen(packageName, caller)
                    : module.isExported(packageName, caller))
        // A run time without the module or the package does not need the flag.
        .orElse(true);
  }

  private static boolean hasPackage(ModuleDescriptor module, String packageName) {
    return module.packages().contains(packageName);
  }
}
