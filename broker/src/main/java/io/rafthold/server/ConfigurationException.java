package io.rafthold.server;

/** A configuration that the broker cannot start with. */
public class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the setting, what it was set to, and why that does not do.
   *
   * @param key the setting, as the user writes it
   * @param value what it was set to
   * @param problem why the value does not do, and which would
   */
  public ConfigurationException(String key, String value, String problem) {
    super(key + " = " + value + ": " + problem);
  }
}
