package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A walk goes by headers alone, and looks at a body where it is asked to. */
class SegmentWalkTest {
  private static final int ENTRIES = 20;
  private static final int DAMAGED = 7;

  @TempDir Path directory;

  private SegmentedLog log;

  @BeforeEach
  void fill() {
    log = LogDirectory.open(directory);
    new Batches().append(log, 1, ENTRIES);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void goesPastABodyThatNobodyWants() throws IOException {
    flip(DAMAGED, Batch.HEADER_LENGTH + 3);

    try (SegmentWalk walk = walk()) {
      for (int index = 1; index <= ENTRIES; index++) {
        walk.next();
        assertThat(walk.index()).isEqualTo(index);
        if (index == DAMAGED) {
          assertThatThrownBy(walk::checkBody)
              .isInstanceOf(LogDamageException.class)
              .hasMessageContaining("body CRC does not match");
        } else {
          walk.checkBody();
        }
      }
    }
  }

  @Test
  void endsAtAHeaderThatIsNotSound() throws IOException {
    flip(DAMAGED, 17);

    try (SegmentWalk walk = walk()) {
      for (int index = 1; index < DAMAGED; index++) {
        walk.next();
      }
      assertThatThrownBy(walk::next)
          .isInstanceOf(LogDamageException.class)
          .hasMessageContaining("CRC does not match");
    }
  }

  private SegmentWalk walk() {
    return log.files().walk(log.segments().get(0));
  }

  private void flip(int index, int byteOfBatch) throws IOException {
    final Path file = LogFiles.queueFile(directory, 0);
    LogFiles.flipBit(file, LogFiles.positionOf(file, index - 1) + byteOfBatch);
  }
}
