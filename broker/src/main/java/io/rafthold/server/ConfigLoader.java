package io.rafthold.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Puts a configuration together: defaults, below the file, below the environment, below {@code
 * --set}. Strict: whatever it does not understand it refuses, with place, value and remedy.
 */
public final class ConfigLoader {
  private static final String OVERRIDE = "--set";

  /** Variables with our prefix that configure the command line and the launcher, not the broker. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of("RAFTHOLD_BOOTSTRAP", "RAFTHOLD_JAVA_OPTS");

  // Container platforms set these for a service that happens to be called "rafthold".
  private static final Pattern SERVICE_LINK =
      Pattern.compile("RAFTHOLD_(\\w+_)?(SERVICE|PORT)(_\\w+)?");

  private ConfigLoader() {}

  /**
   * Loads and checks a configuration. Touches no directory and no socket.
   *
   * @param file YAML, or null for the defaults: one broker on loopback
   * @param environment variables; those that start with {@code RAFTHOLD_} count
   * @param overrides {@code key=value} each; a later one wins
   * @return what the broker starts with
   * @throws ConfigurationException naming place, key, value and remedy of the first fault
   */
  public static BrokerConfig load(
      Path file, Map<String, String> environment, List<String> overrides) {
    final Map<String, RawSetting> raw = new LinkedHashMap<>();
    for (final Setting<?> setting : Settings.all()) {
      raw.put(setting.key(), RawSetting.scalar(setting.defaultText(), RawSetting.DEFAULT));
    }
    if (file != null) {
      merge(raw, YamlSettings.read(file));
    }
    merge(raw, fromEnvironment(environment));
    merge(raw, fromOverrides(overrides));
    return new BrokerConfig(raw);
  }

  private static void merge(Map<String, RawSetting> into, Map<String, RawSetting> from) {
    from.forEach(
        (key, value) -> {
          if (!Settings.isKnown(key)) {
            throw value.refused(key, "unknown key; " + Settings.remedyFor(key));
          }
          into.put(key, value);
        });
  }

  private static Map<String, RawSetting> fromEnvironment(Map<String, String> environment) {
    final Map<String, String> keys = new HashMap<>();
    for (final Setting<?> setting : Settings.all()) {
      keys.put(setting.variable(), setting.key());
    }
    final Map<String, RawSetting> found = new LinkedHashMap<>();
    environment.forEach(
        (variable, value) -> {
          if (keys.containsKey(variable)) {
            found.put(keys.get(variable), RawSetting.scalar(value.strip(), variable));
          } else if (isMeantForUs(variable)) {
            throw new ConfigurationException(
                variable
                    + "="
                    + value
                    + ": no key has this variable; unset it, or name one of config/rafthold.yaml"
                    + " (cluster.id is RAFTHOLD_CLUSTER_ID)");
          }
        });
    return found;
  }

  private static boolean isMeantForUs(String variable) {
    return variable.startsWith(Setting.VARIABLE_PREFIX)
        && !OTHER_VARIABLES.contains(variable)
        && !SERVICE_LINK.matcher(variable).matches();
  }

  private static Map<String, RawSetting> fromOverrides(List<String> overrides) {
    final Map<String, RawSetting> found = new LinkedHashMap<>();
    for (final String override : overrides) {
      final int at = override.indexOf('=');
      if (at <= 0) {
        throw new ConfigurationException(
            OVERRIDE + " " + override + ": not an override; write key=value, as in broker.id=1");
      }
      found.put(
          override.substring(0, at).strip(),
          RawSetting.scalar(override.substring(at + 1).strip(), OVERRIDE));
    }
    return found;
  }
}
