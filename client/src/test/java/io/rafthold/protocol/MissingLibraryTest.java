package io.rafthold.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The libraries are optional: who needs one and has it not is told its name. */
class MissingLibraryTest {
  @ParameterizedTest
  @CsvSource({"LZ4, lz4-java, at.yawk.lz4:lz4-java", "ZSTD, zstd-jni, com.github.luben:zstd-jni"})
  void theArtifactIsNamed(String kind, String jar, String artifact) throws Exception {
    try (URLClassLoader loader = classPathWithout(jar)) {
      assertThatThrownBy(() -> newDeflater(loader, kind))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .asString()
          .startsWith(
              "io.rafthold.protocol.MissingLibraryException: compression "
                  + kind.toLowerCase(Locale.ROOT)
                  + " needs the artifact "
                  + artifact
                  + ", which is not on the class path")
          .endsWith("): add it to the dependencies");
    }
  }

  @Test
  void theOtherOneWorksAlone() throws Exception {
    try (URLClassLoader loader = classPathWithout("lz4-java")) {
      assertThat(newDeflater(loader, "ZSTD")).isNotNull();
    }
  }

  private static Object newDeflater(ClassLoader loader, String kind)
      throws ReflectiveOperationException {
    final Class<?> compression = Class.forName("io.rafthold.protocol.Compression", true, loader);
    final Object constant = compression.getMethod("valueOf", String.class).invoke(null, kind);
    return Class.forName("io.rafthold.protocol.BatchDeflater", true, loader)
        .getConstructor(compression)
        .newInstance(constant);
  }

  private static URLClassLoader classPathWithout(String jar) throws IOException {
    final URL[] all =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(jar))
            .map(MissingLibraryTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(all, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (final MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
