package io.rafthold.sim;

import io.rafthold.protocol.MessageFrame;

/** Says what a message is. */
final class MessageText {
  private MessageText() {}

  static String of(Event event) {
    return "template "
        + MessageFrame.templateId(event.buffer(), 0, event.length)
        + ", "
        + event.length
        + " bytes";
  }
}
