package io.rafthold.log.chronicle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.log.EntryJudge;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.storage.ExcerptFrames;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** The bounded scanner over a segment file's image, and the check of the entries that it brings. */
public final class ScannerTarget implements FuzzTarget {
  private static final int META = 1 << 30;
  private static final int OPEN = 1 << 31;

  @Override
  public void feed(byte[] input) {
    // Behind it lies what a read out of bounds would find.
    final int limit = input.length;
    EntryJudge.passing(new FrameScanner(new UnsafeBuffer(input), limit));
    final UnsafeBuffer part = new UnsafeBuffer(input, 0, limit - limit % Integer.BYTES);
    EntryJudge.passing(new FrameScanner(part, part.capacity()));
  }

  @Override
  public List<byte[]> seeds() {
    final UnsafeBuffer image = new UnsafeBuffer(new byte[512]);
    image.putInt(0, META | 20, LITTLE_ENDIAN);
    int frame = 24;
    for (int i = 0; i < 3; i++) {
      final int length = Batch.HEADER_LENGTH + 8;
      image.putInt(frame, length, LITTLE_ENDIAN);
      final int position = frame + ExcerptFrames.HEADER_LENGTH;
      Batch.initialise(image, position, EntryType.NO_OP, -1, (short) -1, -1);
      Batch.sealBody(image, position, length, 0);
      Batch.stamp(image, position, i + 1, 1, 0, 1_000);
      frame = ExcerptFrames.behind(frame, length);
    }
    final byte[] clean = image.byteArray().clone();
    image.putInt(frame, OPEN, LITTLE_ENDIAN);
    return List.of(clean, image.byteArray());
  }
}
