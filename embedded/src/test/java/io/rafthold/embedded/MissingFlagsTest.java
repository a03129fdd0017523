package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MissingFlagsTest {
  /** What a user's test does in a JVM without flags: says why it failed. */
  static final class Bare {
    private Bare() {}

    public static void main(String[] arguments) throws IOException {
      String said;
      try (EmbeddedBroker broker = EmbeddedBroker.start()) {
        said = "started at " + broker.bootstrap();
      } catch (final EmbeddedException refused) {
        said = refused.getMessage();
      }
      try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
        out.write(said.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void aStartWithoutFlagsNamesEachOfThem() throws IOException, InterruptedException {
    final ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Bare.class.getName());
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    final Process bare = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    final String said = new String(bare.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(bare.waitFor()).isZero();
    assertThat(said)
        .startsWith("this JVM was started without flags that an embedded broker needs")
        .contains("argLine")
        .contains("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
        .contains("--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");
  }
}
