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

  /**
   * Names also the place where the setting was made.
   *
   * @param origin {@code file:line}, the environment variable, {@code --set}, or that it is a
   *     default
   * @param key the setting, as the user writes it
   * @param value what it was set to
   * @param problem why the value does not do, and which would
   */
  public ConfigurationException(String origin, String key, String value, String problem) {
    super(origin + ": " + key + " = " + value + ": " + problem);
  }

  /**
   * Says what is wrong where no single value is: with the file as a whole, or its syntax.
   *
   * @param message names the file and line, what was wrong, and what to do
   */
  public ConfigurationException(String message) {
    super(message);
  }
}
