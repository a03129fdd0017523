package io.rafthold.transport;

import io.aeron.ImageFragmentAssembler;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;

/**
 * Makes whole messages of one image's fragments. A sender that begins a message and never ends it
 * would make the buffer grow up to a term: above the limit the image is given up, and nothing of it
 * is delivered any more.
 */
final class BoundedAssembler implements FragmentHandler {
  private final int maxMessageLength;
  private final Runnable onExceeded;
  private final ImageFragmentAssembler assembler;
  private int assembledLength;
  private boolean isExceeded;

  BoundedAssembler(int maxMessageLength, FragmentHandler onMessage, Runnable onExceeded) {
    this.maxMessageLength = maxMessageLength;
    this.onExceeded = onExceeded;
    assembler = new ImageFragmentAssembler(onMessage, 0, true);
  }

  @Override
  public void onFragment(DirectBuffer buffer, int position, int length, Header header) {
    if (isExceeded) {
      return;
    }
    final boolean begins = (header.flags() & FrameDescriptor.BEGIN_FRAG_FLAG) != 0;
    assembledLength = begins ? length : assembledLength + length;
    if (assembledLength > maxMessageLength) {
      isExceeded = true;
      onExceeded.run();
      return;
    }
    assembler.onFragment(buffer, position, length, header);
  }
}
