package io.rafthold.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerCutTest {
  private static final long LATER_NS = TimeUnit.SECONDS.toNanos(1);

  @TempDir Path directory;

  @Test
  void withoutTheSystemPropertyEverythingPasses() {
    final PeerCut cut = PeerCut.ofProperty();
    cut.progress(0);

    assertThat(cut.isCut(1)).isFalse();
  }

  @Test
  void whomTheFileListsNothingReachesUntilItListsThemNoMore() throws IOException {
    final Path file = directory.resolve("cut");
    final PeerCut cut = new PeerCut(file);
    cut.progress(0);
    assertThat(cut.isCut(1)).isFalse();

    Files.writeString(file, "1 3\n");
    cut.progress(LATER_NS);
    assertThat(cut.isCut(1)).isTrue();
    assertThat(cut.isCut(2)).isFalse();
    assertThat(cut.isCut(3)).isTrue();

    Files.writeString(file, "");
    cut.progress(2 * LATER_NS);
    assertThat(cut.isCut(1)).isFalse();
  }
}
