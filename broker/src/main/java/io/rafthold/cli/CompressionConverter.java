package io.rafthold.cli;

import io.rafthold.protocol.Compression;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code none}, {@code lz4}, {@code zstd}. */
final class CompressionConverter implements ITypeConverter<Compression> {
  @Override
  public Compression convert(String text) {
    for (final Compression each : Compression.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw new TypeConversionException("'" + text + "' is none of none, lz4 and zstd");
  }
}
