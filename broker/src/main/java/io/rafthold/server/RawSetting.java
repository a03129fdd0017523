package io.rafthold.server;

import java.util.List;
import java.util.Map;

/**
 * A setting as the user wrote it, not yet believed.
 *
 * @param text a scalar's text, or a rendering of the list for messages
 * @param items the maps of a list, field by field; null for a scalar
 * @param origin where it was written: {@code file:line}, a variable, {@code --set}, or the default
 */
record RawSetting(String text, List<Map<String, RawSetting>> items, String origin) {
  /** The origin of what nobody wrote. */
  static final String DEFAULT = "default";

  static RawSetting scalar(String text, String origin) {
    return new RawSetting(text, null, origin);
  }

  boolean isList() {
    return items != null;
  }

  ConfigurationException refused(String key, String problem) {
    return new ConfigurationException(origin, key, text, problem);
  }
}
