package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;

/** Gets one producer id from the controller, asking until there is one. */
final class IdentityRequest {
  private final ClientCore core;
  private final long timeoutNs;
  private Call call;
  private ProducerIdentity identity;

  IdentityRequest(ClientCore core, long timeoutNs) {
    this.core = core;
    this.timeoutNs = timeoutNs;
  }

  /** Returns the identity; null while it is asked for, which the first call starts. */
  ProducerIdentity poll() {
    if (identity == null && (call == null || call.result().isDone())) {
      call =
          core.calls()
              .start(
                  new Call(
                      core,
                      "getting a producer id",
                      ClusterView.METADATA_GROUP,
                      Call.leaderOf(ClusterView.METADATA_GROUP),
                      Requests::initProducer,
                      timeoutNs));
      call.onReply(this::onReply);
    }
    return identity;
  }

  private void onReply(Reply reply) {
    if (reply instanceof Reply.ProducerId given && given.code() == ErrorCode.OK) {
      identity = new ProducerIdentity(given.producerId(), given.producerEpoch());
    }
  }
}
