package io.rafthold.bench.kafka;

import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;
import io.rafthold.bench.system.SystemChoice;
import io.rafthold.bench.system.SystemProvider;
import io.rafthold.bench.system.SystemSettings;
import java.util.function.Supplier;

/** Kafka, with all in-sync replicas acknowledging, as it flushes by default: not at all. */
public final class KafkaProvider implements SystemProvider {
  /** Made by the service loader. */
  public KafkaProvider() {}

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public String usage() {
    return "kafka";
  }

  @Override
  public Supplier<SystemUnderTest> prepare(SystemChoice choice, SystemSettings settings) {
    choice.checkAllTaken(usage());
    final SystemProfile profile =
        new SystemProfile(
            choice.text(),
            "acks=all of 3, min.insync.replicas=2",
            SystemProfile.PAGE_CACHE,
            "3 brokers in KRaft mode, each a controller too, threads as by default; a producer"
                + " with linger.ms=0 and its own thread, a consumer in a thread of its own",
            0,
            SystemProfile.FRESH_LOG);
    return () -> new KafkaSystem(settings.directory(), profile);
  }
}
