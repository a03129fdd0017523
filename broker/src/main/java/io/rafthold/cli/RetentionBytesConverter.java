package io.rafthold.cli;

import io.rafthold.server.SizeFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many bytes of a partition are kept: a size, or {@code all}. */
final class RetentionBytesConverter implements ITypeConverter<Long> {
  static final String ALL = "all";

  @Override
  public Long convert(String text) {
    if (ALL.equals(text)) {
      return 0L;
    }
    try {
      return SizeFormat.parseBytes(text);
    } catch (final IllegalArgumentException notASize) {
      throw new TypeConversionException("'" + text + "': " + notASize.getMessage() + ", or " + ALL);
    }
  }
}
