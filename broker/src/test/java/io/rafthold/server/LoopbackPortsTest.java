package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {
  private static final int CALLS = 50;
  private static final int RUNS = 6;
  private static final int LENGTH = 2;

  /** Prints ports as another process gets them, and lives until its standard input ends. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws IOException {
      final String line = ports().stream().map(Object::toString).collect(Collectors.joining(" "));
      try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
      while (System.in.read() >= 0) {
        // Whatever comes means nothing.
      }
    }
  }

  private static List<Integer> ports() {
    final List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      Arrays.stream(LoopbackPorts.runs(RUNS, LENGTH))
          .flatMap(first -> IntStream.range(first, first + LENGTH))
          .forEach(ports::add);
    }
    return ports;
  }

  @Test
  void nobodyGetsAPortTwice() {
    assertThat(ports()).hasSize(CALLS * RUNS * LENGTH).doesNotHaveDuplicates();
  }

  @Test
  void twoProcessesGetNoPortInCommon() throws IOException, InterruptedException {
    final ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Other.class.getName());
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    final Process other = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader answer =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      final List<Integer> theirs =
          Arrays.stream(answer.readLine().split(" ")).map(Integer::valueOf).toList();

      assertThat(theirs).hasSize(CALLS * RUNS * LENGTH);
      assertThat(ports()).doesNotContainAnyElementsOf(theirs);
    } finally {
      other.getOutputStream().close();
      assertThat(other.waitFor()).isZero();
    }
  }
}
