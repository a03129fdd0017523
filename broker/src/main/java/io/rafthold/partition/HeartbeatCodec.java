package io.rafthold.partition;

import static io.rafthold.partition.Flags.code;
import static io.rafthold.partition.Flags.isSet;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.GroupSizeEncodingDecoder;
import io.rafthold.protocol.codec.HeartbeatBundleDecoder;
import io.rafthold.protocol.codec.HeartbeatBundleEncoder;
import io.rafthold.protocol.codec.HeartbeatResponseBundleDecoder;
import io.rafthold.protocol.codec.HeartbeatResponseBundleEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Bundles of heartbeats and of their answers: one message holds those of many groups. Flyweights of
 * one thread.
 */
final class HeartbeatCodec {
  private static final int MAX_UNSIGNED_SHORT = 0xFFFF;

  private final RouteStamp route;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final HeartbeatBundleEncoder beats = new HeartbeatBundleEncoder();
  private final HeartbeatResponseBundleEncoder answers = new HeartbeatResponseBundleEncoder();
  private final HeartbeatBundleDecoder beatsIn = new HeartbeatBundleDecoder();
  private final HeartbeatResponseBundleDecoder answersIn = new HeartbeatResponseBundleDecoder();
  private DiskRoom room = new DiskRoom(DiskSpace.PLENTY);
  private HeartbeatBundleDecoder.BeatsDecoder beatIn;
  private HeartbeatResponseBundleDecoder.AnswersDecoder answerIn;

  HeartbeatCodec(RouteStamp route) {
    this.route = route;
  }

  /** Names the disks that answers tell of. */
  void room(DiskRoom disks) {
    room = disks;
  }

  /** Encodes heartbeats, perhaps none, with the pulse of the two brokers. */
  int encodeBeats(MutableDirectBuffer buffer, Pulse pulse, HeartbeatBundle bundle) {
    beats.wrapAndApplyHeader(buffer, 0, header);
    route.write(beats.route(), 0, pulse.brokerId());
    beats.series(pulse.series()).newSeries(code(pulse.isNewSeries()));
    final HeartbeatBundleEncoder.BeatsEncoder each = beats.beatsCount(bundle.count());
    for (int i = 0; i < bundle.count(); i++) {
      final RaftMessage message = bundle.messageAt(i);
      each.next()
          .groupId(bundle.groupIdAt(i))
          .term(message.term())
          .commitIndex(message.commitIndex())
          .durableIndex(message.durableIndex())
          .readRound(message.readRound())
          .settled(code(message.isSettled() && pulse.isOffered(bundle.groupIdAt(i))))
          .accord(message.accord());
    }
    return MessageFrame.HEADER_LENGTH + beats.encodedLength();
  }

  /** Encodes answers, perhaps none, with that to the other broker's pulse. */
  int encodeAnswers(MutableDirectBuffer buffer, Pulse pulse, HeartbeatBundle bundle) {
    answers.wrapAndApplyHeader(buffer, 0, header);
    route.write(answers.route(), 0, pulse.brokerId());
    answers.diskFull(code(room.isFull())).series(pulse.answer()).holder(pulse.holder());
    final HeartbeatResponseBundleEncoder.AnswersEncoder each = answers.answersCount(bundle.count());
    for (int i = 0; i < bundle.count(); i++) {
      final RaftMessage message = bundle.messageAt(i);
      each.next()
          .groupId(bundle.groupIdAt(i))
          .term(message.term())
          .matchIndex(message.matchIndex())
          .flushedIndex(message.flushedIndex())
          .readRound(message.readRound())
          .life(message.life())
          .rejoining(code(message.isRejoining()))
          .settled(code(message.isSettled() && pulse.isFollowed(bundle.groupIdAt(i))))
          .accord(message.accord());
    }
    return MessageFrame.HEADER_LENGTH + answers.encodedLength();
  }

  /** Starts on a bundle of heartbeats; {@link #nextBeat} takes them out one by one. */
  boolean decodeBeats(DirectBuffer buffer, int position, int length) {
    if (!MessageFrame.wrap(beatsIn, buffer, position)
        || !holdsGroup(
            buffer, position, length, HeartbeatBundleDecoder.BeatsDecoder.sbeBlockLength())
        || !route.read(beatsIn.route())) {
      return false;
    }
    beatIn = beatsIn.beats();
    return true;
  }

  /** Takes the pulse that came with the heartbeats. */
  void takePulse(Pulses pulses, long nowNs) {
    pulses.of(route.sender()).onPulse(beatsIn.series(), isSet(beatsIn.newSeries()), nowNs);
  }

  /**
   * Takes the next heartbeat out.
   *
   * @return false where there is none left
   */
  boolean nextBeat(RaftMessage message) {
    if (!beatIn.hasNext()) {
      return false;
    }
    beatIn.next();
    message
        .reset(MessageType.HEARTBEAT, route.sender(), route.brokerId())
        .term(beatIn.term())
        .commitIndex(beatIn.commitIndex())
        .durableIndex(beatIn.durableIndex())
        .readRound(beatIn.readRound())
        .settled(isSet(beatIn.settled()))
        .accord(beatIn.accord());
    return true;
  }

  /** Returns the group of the heartbeat taken out last. */
  int beatGroupId() {
    return beatIn.groupId();
  }

  /** Starts on a bundle of answers; {@link #nextAnswer} takes them out one by one. */
  boolean decodeAnswers(DirectBuffer buffer, int position, int length) {
    if (!MessageFrame.wrap(answersIn, buffer, position)
        || !holdsGroup(
            buffer,
            position,
            length,
            HeartbeatResponseBundleDecoder.AnswersDecoder.sbeBlockLength())
        || !route.read(answersIn.route())) {
      return false;
    }
    answerIn = answersIn.answers();
    return true;
  }

  /** Notes what the sender of the answers says of its disk. */
  void noteDisk() {
    room.heard(route.sender(), isSet(answersIn.diskFull()));
  }

  /**
   * Takes the answer to this broker's pulse that came with the others.
   *
   * @return whether they are of the present series of pulses
   */
  boolean takePulseAnswer(Pulses pulses, long nowNs) {
    return pulses.of(route.sender()).onAnswer(answersIn.series(), answersIn.holder(), nowNs);
  }

  /**
   * Takes the next answer out.
   *
   * @return false where there is none left
   */
  boolean nextAnswer(RaftMessage message) {
    if (!answerIn.hasNext()) {
      return false;
    }
    answerIn.next();
    message
        .reset(MessageType.HEARTBEAT_RESPONSE, route.sender(), route.brokerId())
        .term(answerIn.term())
        .matchIndex(answerIn.matchIndex())
        .flushedIndex(answerIn.flushedIndex())
        .readRound(answerIn.readRound())
        .life(answerIn.life())
        .rejoining(isSet(answerIn.rejoining()))
        .settled(isSet(answerIn.settled()))
        .accord(answerIn.accord());
    return true;
  }

  /** Returns the group of the answer taken out last. */
  int answerGroupId() {
    return answerIn.groupId();
  }

  /** Tells whether the group behind the block lies within the message, whatever it says. */
  private static boolean holdsGroup(
      DirectBuffer buffer, int position, int length, int leastBlockLength) {
    final int start = MessageFrame.HEADER_LENGTH + MessageFrame.blockLength(buffer, position);
    if (start + GroupSizeEncodingDecoder.ENCODED_LENGTH > length) {
      return false;
    }
    final int blockLength = buffer.getShort(position + start, LITTLE_ENDIAN) & MAX_UNSIGNED_SHORT;
    final int count =
        buffer.getShort(position + start + Short.BYTES, LITTLE_ENDIAN) & MAX_UNSIGNED_SHORT;
    return blockLength >= leastBlockLength
        && (long) blockLength * count <= length - start - GroupSizeEncodingDecoder.ENCODED_LENGTH;
  }
}
