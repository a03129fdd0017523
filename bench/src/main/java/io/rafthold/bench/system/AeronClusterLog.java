package io.rafthold.bench.system;

import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SessionMessageHeaderDecoder;
import io.aeron.logbuffer.Header;
import io.rafthold.bench.rig.Replay;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpLock;

/** The log of Aeron Cluster, as the archive of a node replays it over the network. */
final class AeronClusterLog implements Replay {
  private static final int REPLAY_STREAM_ID = 7301;
  private static final int FRAGMENT_LIMIT = 1024;
  private static final int MAX_RECORDINGS = 1000;

  private final AeronClient client;
  private final AeronArchive archive;
  private final long recordingId;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SessionMessageHeaderDecoder message = new SessionMessageHeaderDecoder();
  private final FragmentAssembler assembler = new FragmentAssembler(this::onMessage);
  private Subscription subscription;
  private long session;
  private long next;
  private int messages;

  /** Connects to a node's archive; the client is this one's to close. */
  AeronClusterLog(AeronClient client, int[] ports, int member) {
    this.client = client;
    try {
      archive =
          AeronArchive.connect(
              new AeronArchive.Context()
                  .aeron(client.aeron())
                  .ownsAeronClient(false)
                  .lock(NoOpLock.INSTANCE)
                  .agentInvoker(client.driverInvoker())
                  .controlRequestChannel(AeronClusterNode.archiveChannel(ports, member))
                  .controlResponseChannel("aeron:udp?endpoint=" + AeronClusterNode.HOST + ":0"));
      recordingId = findRecording();
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private long findRecording() {
    final long[] found = {-1};
    archive.listRecordings(
        0,
        MAX_RECORDINGS,
        (controlSessionId,
            correlationId,
            id,
            startTimestamp,
            stopTimestamp,
            startPosition,
            stopPosition,
            initialTermId,
            segmentFileLength,
            termBufferLength,
            mtuLength,
            sessionId,
            streamId,
            strippedChannel,
            originalChannel,
            sourceIdentity) -> {
          if (streamId == ConsensusModule.Configuration.LOG_STREAM_ID_DEFAULT) {
            found[0] = Math.max(found[0], id);
          }
        });
    if (found[0] < 0) {
      throw new IllegalStateException("the archive has no recording of the cluster's log");
    }
    return found[0];
  }

  /** Returns how far the log is recorded, in bytes. */
  long recordedPosition() {
    return archive.getRecordingPosition(recordingId);
  }

  /** Begins to read what one session had sent. */
  void replayFrom(long position, long clusterSessionId, int port) {
    session = clusterSessionId;
    subscription =
        archive.replay(
            recordingId,
            position,
            AeronArchive.REPLAY_ALL_AND_STOP,
            "aeron:udp?endpoint=" + AeronClusterNode.HOST + ":" + port,
            REPLAY_STREAM_ID);
  }

  @Override
  public int poll() {
    messages = 0;
    client.invoke();
    subscription.poll(assembler, FRAGMENT_LIMIT);
    return messages;
  }

  /** Counts what the session sent, and leaves out the cluster's own entries and other clients'. */
  private void onMessage(DirectBuffer buffer, int offset, int length, Header frame) {
    header.wrap(buffer, offset);
    if (header.templateId() != SessionMessageHeaderDecoder.TEMPLATE_ID) {
      return;
    }
    message.wrapAndApplyHeader(buffer, offset, header);
    if (message.clusterSessionId() != session) {
      return;
    }
    final long number = buffer.getLong(offset + AeronCluster.SESSION_HEADER_LENGTH);
    if (number != next) {
      throw new IllegalStateException("message " + number + " came in the place of " + next);
    }
    next++;
    messages++;
  }

  @Override
  public IdleStrategy idleStrategy() {
    return CompactIdle.create();
  }

  @Override
  public void close() {
    CloseHelper.closeAll(subscription, archive, client);
  }
}
