package io.rafthold.client;

import java.util.Arrays;
import java.util.Objects;

/**
 * A name and a value beside a record's key and value. The arrays are not copied: do not change
 * them.
 */
public final class Header {
  private final String name;
  private final byte[] value;

  /**
   * Creates a header.
   *
   * @param name any text
   * @param value or null
   */
  public Header(String name, byte[] value) {
    this.name = Objects.requireNonNull(name, "name");
    this.value = value;
  }

  /**
   * Returns the name.
   *
   * @return any text
   */
  public String name() {
    return name;
  }

  /**
   * Returns the value.
   *
   * @return the array itself, or null
   */
  public byte[] value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Header that
        && name.equals(that.name)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return name + "=" + (value == null ? "null" : value.length + " bytes");
  }
}
