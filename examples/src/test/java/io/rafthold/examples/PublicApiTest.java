package io.rafthold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What users compile against changes only where somebody meant it: it is held against what is
 * written down. {@code -Drafthold.api.accept=true} writes it anew, for the commit that says why.
 */
class PublicApiTest {
  private static final Path WRITTEN = Path.of("..", "config", "api", "public-api.txt");

  @Test
  void theApiIsAsWrittenDown() throws IOException {
    final List<String> api =
        PublicApi.of(
            "io.rafthold.client",
            "io.rafthold.client.local",
            "io.rafthold.embedded",
            "io.rafthold.embedded.junit");
    if (Boolean.getBoolean("rafthold.api.accept")) {
      Files.write(WRITTEN, api);
    }
    assertThat(api)
        .as(
            "the public API and %s differ; CONTRIBUTING.md says what to do if that is meant",
            WRITTEN)
        .isEqualTo(Files.readAllLines(WRITTEN));
  }
}
