package io.rafthold.bench.system;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;

/** Answers each message with its first eight bytes: an acknowledgement that it was committed. */
final class AeronClusterService implements ClusteredService {
  private Cluster cluster;

  @Override
  public void onStart(Cluster running, Image snapshotImage) {
    cluster = running;
  }

  @Override
  public void onSessionMessage(
      ClientSession session,
      long timestamp,
      DirectBuffer buffer,
      int offset,
      int length,
      Header header) {
    if (session == null) {
      return;
    }
    long result = session.offer(buffer, offset, Long.BYTES);
    while (result == Publication.BACK_PRESSURED || result == Publication.ADMIN_ACTION) {
      cluster.idleStrategy().idle();
      result = session.offer(buffer, offset, Long.BYTES);
    }
  }

  @Override
  public void onSessionOpen(ClientSession session, long timestamp) {}

  @Override
  public void onSessionClose(ClientSession session, long timestamp, CloseReason closeReason) {}

  @Override
  public void onTimerEvent(long correlationId, long timestamp) {}

  @Override
  public void onTakeSnapshot(ExclusivePublication snapshotPublication) {}

  @Override
  public void onRoleChange(Cluster.Role newRole) {}

  @Override
  public void onTerminate(Cluster ending) {}
}
