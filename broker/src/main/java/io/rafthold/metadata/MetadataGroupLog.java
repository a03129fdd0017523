package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** Shows group 0 to whoever coordinates consumer groups. */
final class MetadataGroupLog implements GroupLog {
  private final MetadataGroup metadata;

  MetadataGroupLog(MetadataGroup metadata) {
    this.metadata = metadata;
  }

  @Override
  public boolean isLeader() {
    return metadata.replica().isLeader();
  }

  @Override
  public long term() {
    return metadata.replica().term();
  }

  @Override
  public boolean isInCharge() {
    return metadata.isInCharge();
  }

  @Override
  public ErrorCode readiness() {
    if (!metadata.replica().isLeader()) {
      return ErrorCode.NOT_LEADER;
    }
    return metadata.leader() < 0 ? ErrorCode.OVERLOADED : ErrorCode.OK;
  }

  @Override
  public void propose(DirectBuffer body, Consumer<ErrorCode> ended, long epochNs) {
    metadata.propose(Proposal.aboutConsumers(body), ended, epochNs);
  }

  @Override
  public void confirm(Consumer<ErrorCode> action) {
    metadata.confirm(action);
  }
}
