package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VoteFileTest {
  private static final int GROUP = 7;

  @Test
  void aVoteThatAnEarlierProcessDidNotForceIsForcedBeforeItIsReadBack() {
    final CachedDisk disk = new CachedDisk();
    VoteFile.open(disk, "vote", GROUP);
    disk.refusesToForce = true;
    final VoteFile dying = VoteFile.open(disk, "vote", GROUP);
    dying.write(3, 1);
    disk.refusesToForce = false;

    final VoteFile restarted = VoteFile.open(disk, "vote", GROUP);

    assertThat(restarted.term()).isEqualTo(3);
    disk.losePower();
    assertThat(VoteFile.open(disk, "vote", GROUP).term()).isEqualTo(3);
    assertThat(VoteFile.open(disk, "vote", GROUP).votedFor()).isEqualTo(1);
  }

  /** A page cache over a disk. */
  private static final class CachedDisk implements SlotDisk {
    private byte[] cached = new byte[0];
    private byte[] forced = new byte[0];
    private boolean refusesToForce;

    @Override
    public int read(ByteBuffer into, long position) {
      final int count = (int) Math.min(into.remaining(), cached.length - position);
      if (count <= 0) {
        return -1;
      }
      into.put(cached, (int) position, count);
      return count;
    }

    @Override
    public void write(ByteBuffer from, long position) {
      final int end = (int) position + from.remaining();
      cached = Arrays.copyOf(cached, Math.max(end, cached.length));
      from.get(cached, (int) position, from.remaining());
    }

    @Override
    public void force() {
      if (!refusesToForce) {
        forced = cached.clone();
      }
    }

    void losePower() {
      cached = forced.clone();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
