package io.rafthold.client;

import io.rafthold.client.transport.BrokerLink;
import io.rafthold.client.transport.Doze;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.OffsetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.NoOpIdleStrategy;

/**
 * The client's core under a clock and a network of the caller's, driven step by step: what {@link
 * RaftholdClient} does in production, without its transport and threads. Of the simulator.
 *
 * <p>For one thread. The clock must move on a little with each look at it, so that what waits for a
 * moment comes to an end.
 */
public final class SimulatedClient {
  private final ClientCore core;
  private final InvokerDriver driver;
  private final ClientRuntime runtime;

  /**
   * Makes a client.
   *
   * @param name for the brokers
   * @param ports client ports of the brokers to start from
   * @param network opens a link to the broker of a client port
   * @param seed decides pauses between attempts
   * @param requestTimeoutNs bound of calls
   */
  public SimulatedClient(
      String name,
      int[] ports,
      IntFunction<BrokerLink> network,
      NanoClock clock,
      long seed,
      long requestTimeoutNs) {
    final List<Endpoint> bootstrap = new ArrayList<>();
    for (final int port : ports) {
      bootstrap.add(new Endpoint("sim", port, port + 1));
    }
    core = new ClientCore(name, bootstrap, new NetworkLinks(network), clock, seed);
    driver = new InvokerDriver(core, NoOpIdleStrategy.INSTANCE);
    runtime = new ClientRuntime(core, requestTimeoutNs, driver);
  }

  /** Runs one duty cycle; returns a work count. */
  public int step() {
    return driver.invoke();
  }

  /** Returns the client as an application sees it. Nothing that waits may be called. */
  public RaftholdClient api() {
    return runtime;
  }

  /** Tells whether the topic is known, so that sending to it does not wait. */
  public boolean knows(String topic) {
    return core.view().topic(topic) != null;
  }

  /** Looks a topic up. */
  public CompletableFuture<TopicInfo> lookUp(String topic, long timeoutNs) {
    final CompletableFuture<TopicInfo> result = new CompletableFuture<>();
    runtime.execute(() -> Futures.forward(core.refresher().lookUp(topic, 1, timeoutNs), result));
    return result;
  }

  /** Creates a topic; completes with the broker's answer, or fails where the outcome is unknown. */
  public CompletableFuture<ErrorCode> createTopic(NewTopic topic, long timeoutNs) {
    return ask(
        "creating topic " + topic.name(),
        Call.leaderOf(ClusterView.METADATA_GROUP),
        (requests, correlationId) -> requests.createTopic(correlationId, topic),
        timeoutNs);
  }

  /** Deletes a topic; completes with the broker's answer, or fails where the outcome is unknown. */
  public CompletableFuture<ErrorCode> deleteTopic(String name, long timeoutNs) {
    return ask(
        "deleting topic " + name,
        Call.leaderOf(ClusterView.METADATA_GROUP),
        (requests, correlationId) -> requests.deleteTopic(correlationId, name),
        timeoutNs);
  }

  /** Asks for one more replica of a partition; completes with the broker's answer. */
  public CompletableFuture<ErrorCode> addReplica(int groupId, int brokerId, long timeoutNs) {
    return ask(
        "adding a replica",
        Call.leaderOf(ClusterView.METADATA_GROUP),
        (requests, correlationId) -> requests.addReplica(correlationId, groupId, brokerId),
        timeoutNs);
  }

  /** Asks for one replica less of a partition; completes with the broker's answer. */
  public CompletableFuture<ErrorCode> removeReplica(int groupId, int brokerId, long timeoutNs) {
    return ask(
        "removing a replica",
        Call.leaderOf(ClusterView.METADATA_GROUP),
        (requests, correlationId) -> requests.removeReplica(correlationId, groupId, brokerId),
        timeoutNs);
  }

  /** Asks a partition's leader to hand over; completes with the broker's answer. */
  public CompletableFuture<ErrorCode> transfer(int groupId, int toBroker, long timeoutNs) {
    return ask(
        "transferring",
        Call.leaderOf(groupId),
        (requests, correlationId) -> requests.transfer(correlationId, groupId, toBroker),
        timeoutNs);
  }

  /** Asks a partition's leader for the end of its log; fails where it does not know. */
  public CompletableFuture<Long> endOffset(int groupId, long timeoutNs) {
    final CompletableFuture<Long> result = new CompletableFuture<>();
    runtime.execute(
        () -> {
          final Call call =
              new Call(
                  core,
                  "asking for the end offset",
                  groupId,
                  Call.leaderOf(groupId),
                  (requests, correlationId) ->
                      requests.offsets(correlationId, groupId, OffsetSpec.LATEST, 0, false),
                  timeoutNs);
          final CompletableFuture<Reply> unused =
              core.calls()
                  .start(call)
                  .result()
                  .whenComplete(
                      (reply, failure) -> {
                        if (reply instanceof Reply.Offsets offsets
                            && offsets.code() == ErrorCode.OK) {
                          result.complete(offsets.foundOffset());
                        } else {
                          result.completeExceptionally(
                              new IllegalStateException("not known: " + failure));
                        }
                      });
        });
    return result;
  }

  private CompletableFuture<ErrorCode> ask(
      String what, Call.Target target, Call.Encoding encoding, long timeoutNs) {
    final CompletableFuture<ErrorCode> result = new CompletableFuture<>();
    runtime.execute(
        () -> {
          core.refresher().request(null);
          final Call call =
              new Call(core, what, ClusterView.METADATA_GROUP, target, encoding, timeoutNs);
          final CompletableFuture<ErrorCode> unused =
              core.calls()
                  .start(call)
                  .result()
                  .whenComplete(
                      (reply, failure) -> {
                        if (failure != null) {
                          result.completeExceptionally(failure);
                        } else {
                          result.complete(reply.code());
                        }
                      })
                  .thenApply(Reply::code);
        });
    return result;
  }

  private record NetworkLinks(IntFunction<BrokerLink> network) implements Links {
    @Override
    public Link connect(Endpoint endpoint) {
      return new TransportLink(network.apply(endpoint.clientPort()));
    }

    @Override
    public int invoke() {
      return 0;
    }

    @Override
    public Doze doze() {
      throw new IllegalStateException("nothing waits in a simulation");
    }

    @Override
    public void close() {
      // The network goes on without this client.
    }
  }
}
