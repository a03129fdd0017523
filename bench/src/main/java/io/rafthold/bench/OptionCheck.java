package io.rafthold.bench;

import io.aeron.protocol.DataHeaderFlyweight;
import io.rafthold.client.transport.Mtu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses options that make no sense, by name and value, before anything is started. */
final class OptionCheck {
  /** Room for a message's number, and not above what all systems take by default. */
  private static final int LEAST_SIZE_BYTES = 16;

  private static final int MOST_SIZE_BYTES = 64 * 1024;

  /** Ethernet's frames. */
  private static final int LEAST_MTU_BYTES = 1408;

  private final CommandSpec spec;

  /** Begins; {@code spec} is of the command whose usage stands behind a refusal. */
  OptionCheck(CommandSpec spec) {
    this.spec = spec;
  }

  OptionCheck within(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw refusal(option, value, "choose " + least + " to " + most);
    }
    return this;
  }

  OptionCheck size(int bytes) {
    return within("--size", bytes, LEAST_SIZE_BYTES, MOST_SIZE_BYTES);
  }

  /** The floors send each message as one datagram. */
  OptionCheck floorSize(int bytes, int mtuBytes) {
    final int most = mtuBytes - DataHeaderFlyweight.HEADER_LENGTH;
    return within("--size", bytes, LEAST_SIZE_BYTES, most);
  }

  OptionCheck mtu(int bytes) {
    if (bytes % Mtu.UNIT_BYTES != 0) {
      throw refusal("--mtu", bytes, "choose a multiple of " + Mtu.UNIT_BYTES);
    }
    return within("--mtu", bytes, LEAST_MTU_BYTES, Mtu.MAX_BYTES);
  }

  OptionCheck different(String option, List<String> values) {
    if (values.stream().distinct().count() < values.size()) {
      throw refusal(option, values, "name each once");
    }
    return this;
  }

  OptionCheck directory(String option, Path directory) {
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw refusal(option, directory, "name a directory that can be written to");
    }
    return this;
  }

  /** Accepts null for a file that is not asked for. */
  OptionCheck writable(String option, Path file) {
    if (file != null) {
      final Path parent = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : parent)) {
        throw refusal(option, file, "name a file that can be written");
      }
    }
    return this;
  }

  private ParameterException refusal(String option, Object value, String advice) {
    return new ParameterException(spec.commandLine(), option + " = " + value + ": " + advice);
  }
}
