package io.rafthold.bench.system;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A Chronicle Queue that takes messages as they are: what a log costs that does nothing else. */
final class RawLog implements AutoCloseable {
  private final ChronicleQueue queue;
  private final ExcerptAppender appender;
  private final UnsafeBuffer target = new UnsafeBuffer(0, 0);

  RawLog(Path directory) {
    queue = ChronicleQueue.single(directory.toString());
    appender = queue.createAppender();
  }

  void append(DirectBuffer buffer, int position, int length) {
    try (DocumentContext document = appender.writingDocument()) {
      final Bytes<?> bytes = document.wire().bytes();
      bytes.ensureCapacity(bytes.writePosition() + length);
      target.wrap(bytes.addressForWrite(bytes.writePosition()), length);
      target.putBytes(0, buffer, position, length);
      bytes.writeSkip(length);
    }
  }

  @Override
  public void close() {
    CloseHelper.closeAll(appender, queue);
  }
}
