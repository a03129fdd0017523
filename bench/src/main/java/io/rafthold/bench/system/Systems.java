package io.rafthold.bench.system;

import io.rafthold.bench.rig.SystemUnderTest;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All systems that this build can measure. */
public final class Systems {
  /** In the builds of one Maven profile: a service file there would replace that of all others. */
  private static final String KAFKA = "io.rafthold.bench.kafka.KafkaProvider";

  private final Map<String, SystemProvider> byName = new TreeMap<>();

  /** Finds them. */
  public Systems() {
    for (final SystemProvider provider : ServiceLoader.load(SystemProvider.class)) {
      byName.put(provider.name(), provider);
    }
    addKafka();
  }

  private void addKafka() {
    final Class<?> provider;
    try {
      provider = Class.forName(KAFKA);
    } catch (ClassNotFoundException e) {
      return;
    }
    try {
      final SystemProvider kafka = (SystemProvider) provider.getConstructor().newInstance();
      byName.put(kafka.name(), kafka);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Kafka's part of this build cannot be used: " + e, e);
    }
  }

  /**
   * Tells whether there is a system of a name.
   *
   * @param name without options
   */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** Returns how users name what there is, one after the other. */
  public String usage() {
    return String.join("; ", byName.values().stream().map(SystemProvider::usage).toList());
  }

  /**
   * Checks what users ask for; starts nothing yet.
   *
   * @param text as users name it
   * @param settings what all systems of a comparison have in common
   * @return starts the system each time that it is asked, to be closed by the caller
   * @throws IllegalArgumentException where there is none of that name, or an option is wrong
   */
  public Supplier<SystemUnderTest> prepare(String text, SystemSettings settings) {
    final SystemChoice choice = new SystemChoice(text);
    final SystemProvider provider = byName.get(choice.name());
    if (provider == null) {
      throw new IllegalArgumentException(
          "there is no system '" + choice.name() + "' in this build; use " + usage());
    }
    return provider.prepare(choice, settings);
  }
}
