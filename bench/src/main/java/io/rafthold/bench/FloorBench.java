package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench floor}: what the machine takes for messages alone. */
@Command(
    name = "floor",
    description = "Round trips without log and consensus, in four processes on loopback.",
    mixinStandardHelpOptions = true)
final class FloorBench implements Callable<Integer> {
  @Option(names = "--messages", defaultValue = "100000", description = "default ${DEFAULT-VALUE}")
  private int messages;

  @Option(names = "--warmup", defaultValue = "50000", description = "default ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--size", defaultValue = "256", description = "bytes, default ${DEFAULT-VALUE}")
  private int sizeBytes;

  @Option(names = "--mtu", defaultValue = "1408", description = "bytes, default ${DEFAULT-VALUE}")
  private int mtuBytes;

  @Option(names = "--json", description = "one JSON document on standard output")
  private boolean isJson;

  @Override
  public Integer call() {
    final List<Latencies> floor = new Floor(messages, warmup, sizeBytes, mtuBytes).measure();
    if (isJson) {
      System.out.printf(
          "{\"sizeBytes\":%d,\"roundTrip\":%s,\"quorumEcho\":%s}%n",
          sizeBytes, floor.get(0).json(), floor.get(1).json());
    } else {
      System.out.println("client - broker - client      " + floor.get(0).text());
      System.out.println("the same through a quorum     " + floor.get(1).text());
    }
    return 0;
  }
}
