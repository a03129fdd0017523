package io.rafthold.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Without any one of its rules, the specification is broken, and TLC shows how. {@code
 * -Dspec.off=off-large} takes the rules whose counterexamples are further away.
 */
@Timeout(600)
class SwitchedOffRulesTest {
  private static final String KIND = System.getProperty("spec.off", "off");
  private static final long LIMIT_S = Long.getLong("spec.limit.s", 300);

  @TempDir Path scratch;

  static Stream<String> rules() {
    return SpecFiles.configs(KIND).stream().map(SpecFiles::nameOf);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isMissed(String rule) throws Exception {
    Path config = SpecFiles.directory().resolve(KIND).resolve(rule + ".cfg");
    assertThat(Files.readString(config)).contains("Off = {\"" + rule + "\"}");

    TlcResult result = Tlc.forShortRuns(scratch, "1g").check(SpecFiles.module(), config, LIMIT_S);

    Report.line(
        "%-28s %-20s in %2d states, %5.1f s"
            .formatted(
                rule,
                result.violated().orElse("nothing"),
                result.counterexampleLength(),
                result.durationMs() / 1e3));
    assertThat(result.violated())
        .as("without %s something breaks; TLC says:\n%s", rule, result.explanation())
        .isPresent();
  }

  @Test
  void allAreTried() throws Exception {
    List<Path> configs = new ArrayList<>(SpecFiles.configs("off"));
    configs.addAll(SpecFiles.configs("off-large"));

    assertThat(configs).extracting(SpecFiles::nameOf).hasSameElementsAs(SpecFiles.rules());
  }
}
