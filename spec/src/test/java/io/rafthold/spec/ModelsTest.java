package io.rafthold.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * TLC goes through the whole of each small model and finds nothing. {@code -Dspec.models=large}
 * takes the large ones instead.
 */
@Timeout(36_000)
class ModelsTest {
  private static final String KIND = System.getProperty("spec.models", "models");
  private static final long LIMIT_S = Long.getLong("spec.limit.s", 600);

  @TempDir Path scratch;

  static Stream<String> models() {
    return SpecFiles.configs(KIND).stream().map(SpecFiles::nameOf);
  }

  @ParameterizedTest
  @MethodSource("models")
  void findsNothing(String name) throws Exception {
    Path config = SpecFiles.directory().resolve(KIND).resolve(name + ".cfg");

    TlcResult result = new Tlc(scratch, "2g").check(SpecFiles.module(), config, LIMIT_S);

    Report.line(
        "%-28s %,10d states, depth %2d, %5.1f s"
            .formatted(name, result.distinctStates(), result.depth(), result.durationMs() / 1e3));
    assertThat(result.isClean())
        .as("the model %s holds; TLC says:\n%s", name, result.explanation())
        .isTrue();
  }
}
