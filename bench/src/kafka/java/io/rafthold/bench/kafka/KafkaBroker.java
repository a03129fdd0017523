package io.rafthold.bench.kafka;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Exit;

/** A broker: its directory is formatted first, then Kafka's own main method runs. */
final class KafkaBroker {
  static final String READY = "formatted";

  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private KafkaBroker() {}

  /** Runs until SIGTERM or the end of its parent: arguments are the cluster's id and a file. */
  public static void main(String[] arguments) {
    final String properties = arguments[1];
    final List<String> format = List.of("format", "-t", arguments[0], "-c", properties);
    if (StorageTool.execute(format.toArray(new String[0]), System.err) != 0) {
      throw new IllegalStateException("the directory of " + properties + " was not formatted");
    }
    endWithParent();
    System.out.println(READY);
    Kafka.main(new String[] {properties});
  }

  private static void endWithParent() {
    final ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    final Thread watch =
        new Thread(
            () -> {
              while (parent.isAlive()) {
                LockSupport.parkNanos(LOOK_INTERVAL_NS);
              }
              Exit.halt(1);
            },
            "rafthold-bench-parent");
    watch.setDaemon(true);
    watch.start();
  }
}
