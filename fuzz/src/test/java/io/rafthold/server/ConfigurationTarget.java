package io.rafthold.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A configuration file, or (with a first byte that is odd) a value of {@code cluster.members}. */
public final class ConfigurationTarget implements FuzzTarget {
  private final Path file;

  /** Makes a file to be read. */
  public ConfigurationTarget() throws IOException {
    file = Files.createTempFile("rafthold-fuzz", ".yaml");
  }

  @Override
  public void feed(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    final byte[] content = Arrays.copyOfRange(input, 1, input.length);
    try {
      if ((input[0] & 1) == 0) {
        Files.write(file, content);
        ConfigLoader.load(file, Map.of(), List.of());
      } else {
        final String members = "cluster.members=" + new String(content, UTF_8);
        ConfigLoader.load(null, Map.of(), List.of(members));
      }
    } catch (ConfigurationException refused) {
      // As it should be.
    }
  }

  /** The YAML library builds a tree, and messages quote what they refuse. */
  @Override
  public long allocationLimit() {
    return 32 << 20;
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        file("cluster.id: x\nbroker: {id: 1}\nsegment.bytes: 64MiB\n"),
        file(
            """
            cluster.members:
              - {id: 0, host: a, peerPort: 9100, clientPort: 9101}
            election.timeout: 300ms..600ms
            """),
        file("a: &x [1, *x]\nb: !!int 3\nc: |\n  text\n"),
        input(1, "0@127.0.0.1:9100:9101,1@[::1]:9110:9111:9112"));
  }

  private static byte[] file(String text) {
    return input(0, text);
  }

  private static byte[] input(int kind, String text) {
    final byte[] content = text.getBytes(UTF_8);
    final byte[] input = new byte[content.length + 1];
    input[0] = (byte) kind;
    System.arraycopy(content, 0, input, 1, content.length);
    return input;
  }

  @Override
  public void close() throws IOException {
    Files.delete(file);
  }
}
