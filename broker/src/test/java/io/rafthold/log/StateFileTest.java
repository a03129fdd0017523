package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StateFileTest {
  private static final int GROUP_ID = 7;
  private static final byte[] CONTENT = {1, 2, 3, 4, 5};
  private static final int VERSION_OFFSET = 8;

  @Test
  void whatWasSealedIsRead() {
    assertThat(open(StateFile.seal(GROUP_ID, CONTENT))).isEqualTo(CONTENT);
    assertThat(open(StateFile.seal(GROUP_ID, new byte[0]))).isEmpty();
  }

  /** The bytes of version 1, so that a later version reads what this one wrote. */
  @Test
  void theBytesAreAsDocumented() {
    assertThat(StateFile.seal(GROUP_ID, CONTENT))
        .containsExactly(
            0x88, 0xef, 0x8a, 0x03, 'R', 'H', 'S', 'N', 1, 0, 0, 0, 7, 0, 0, 0, // header
            5, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5);
  }

  @Test
  void anotherGroupsIsRefused() {
    assertThatThrownBy(() -> open(StateFile.seal(8, CONTENT)))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("group 8, not 7");
  }

  @Test
  void aNewerVersionIsRefusedByName() {
    final byte[] bytes = StateFile.seal(GROUP_ID, CONTENT);
    bytes[VERSION_OFFSET] = 2;
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("format version 2 is not 1");
  }

  @Test
  void everyFlippedBitAndEveryCutIsFound() {
    final byte[] sound = StateFile.seal(GROUP_ID, CONTENT);
    for (int bit = 0; bit < 8 * sound.length; bit++) {
      final byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> open(damaged)).isInstanceOf(LogDamageException.class);
    }
    for (int length = 0; length < sound.length; length++) {
      final byte[] cut = Arrays.copyOf(sound, length);
      assertThatThrownBy(() -> open(cut)).isInstanceOf(LogDamageException.class);
    }
    final byte[] longer = Arrays.copyOf(sound, sound.length + 1);
    assertThatThrownBy(() -> open(longer)).isInstanceOf(LogDamageException.class);
  }

  @Test
  void garbageIsDamageAndNothingElse() {
    final long seed = 11;
    final SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1_000; i++) {
      final byte[] garbage = new byte[random.nextInt(100)];
      random.nextBytes(garbage);
      assertThatThrownBy(() -> open(garbage))
          .as("%d of seed %d", i, seed)
          .isInstanceOf(LogDamageException.class);
    }
  }

  @Test
  void aStateHasALimit() {
    assertThatCode(() -> StateFile.seal(GROUP_ID, new byte[StateFile.MAX_CONTENT_BYTES]))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> StateFile.seal(GROUP_ID, new byte[StateFile.MAX_CONTENT_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] open(byte[] bytes) {
    return StateFile.open(bytes, GROUP_ID, "a test");
  }
}
