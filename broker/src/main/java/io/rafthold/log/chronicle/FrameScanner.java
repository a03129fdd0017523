package io.rafthold.log.chronicle;

import io.rafthold.log.Excerpt;
import io.rafthold.log.ExcerptScanner;
import io.rafthold.protocol.storage.ExcerptFrames;
import org.agrona.DirectBuffer;

/** Scans the frames of a mapped segment file from its start. */
final class FrameScanner implements ExcerptScanner {
  private final DirectBuffer buffer;
  private final int limit;
  private int position;
  private int number;

  FrameScanner(DirectBuffer buffer, int limit) {
    this.buffer = buffer;
    this.limit = limit;
  }

  @Override
  public boolean next(Excerpt excerpt) {
    final int frame = ExcerptFrames.firstExcerpt(buffer, position, limit);
    if (frame == ExcerptFrames.NONE) {
      position = ExcerptFrames.endOfMeta(buffer, position, limit);
      return false;
    }
    final int length = ExcerptFrames.length(buffer, frame);
    excerpt.set(buffer, number++, frame + ExcerptFrames.HEADER_LENGTH, length);
    position = ExcerptFrames.behind(frame, length);
    return true;
  }

  @Override
  public boolean resume(int from) {
    // The frame that leads nowhere starts there, or right before the excerpt.
    for (int frame = Math.max(0, from); frame <= limit - ExcerptFrames.HEADER_LENGTH; ) {
      if (ExcerptFrames.isBatch(buffer, frame, limit)) {
        position = frame;
        return true;
      }
      frame += ExcerptFrames.HEADER_LENGTH;
    }
    return false;
  }

  @Override
  public String stopReason() {
    return ExcerptFrames.stopReason(buffer, position, limit);
  }

  @Override
  public int position() {
    return position;
  }
}
