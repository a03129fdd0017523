package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.NanoClock;

/**
 * Everything that one thread owns, and one step of all of it. The clock is read once a step.
 *
 * <p>Only {@link #execute} and the topics of {@link #view} are for other threads.
 */
final class ClientCore {
  private final ManyToOneConcurrentLinkedQueue<Runnable> commands =
      new ManyToOneConcurrentLinkedQueue<>();
  private final List<ProducerPartition> producers = new ArrayList<>();
  private final List<GroupMembership> memberships = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private final Long2ObjectHashMap<ProducerPartition> inFlight = new Long2ObjectHashMap<>();
  private final CorrelationIds correlationIds = new CorrelationIds();
  private final Requests requests = new Requests();
  private final ClientStages stages;
  private final ClusterView view = new ClusterView();
  private final MessageDispatcher dispatcher = new MessageDispatcher(this);
  private final String clientName;
  private final Links links;
  private final NanoClock clock;
  private final SplittableRandom random;
  private final Connections connections;
  private final Calls calls;
  private final ClusterRefresher refresher;
  private final Subscriptions subscriptions;
  private volatile int maxRecordBytes;
  private volatile int maxBatchBytes;
  private long nowNs;
  private boolean hasTraffic;
  private boolean hasWork;
  private boolean isClosing;

  ClientCore(String clientName, List<Endpoint> bootstrap, Links links, NanoClock clock, long seed) {
    this.clientName = clientName;
    this.links = links;
    this.clock = clock;
    this.stages = new ClientStages(clock);
    this.random = new SplittableRandom(seed);
    this.nowNs = clock.nanoTime();
    this.connections = new Connections(this, bootstrap);
    this.calls = new Calls(this);
    this.refresher = new ClusterRefresher(this);
    this.subscriptions = new Subscriptions();
  }

  /** One duty cycle; returns a work count. */
  int doWork() {
    nowNs = clock.nanoTime();
    int messages = runCommands();
    messages += runTimers();
    for (int i = 0; i < producers.size(); i++) {
      messages += producers.get(i).doWork();
    }
    if (isClosing) {
      // By a continuation of what has failed just now: nothing below is open any more.
      return messages;
    }
    // Behind the producers and before the connections: what was handed over since the last cycle
    // leaves in this one, and what came in is told of in this one.
    final int carried = links.invoke();
    messages += connections.doWork();
    messages += calls.doWork();
    messages += refresher.doWork();
    for (int i = 0; i < memberships.size(); i++) {
      messages += memberships.get(i).doWork();
    }
    messages += subscriptions.doWork();
    hasTraffic |= messages > 0;
    hasWork |= messages + carried > 0;
    return messages + carried;
  }

  /** Tells once whether a duty cycle did anything: the next one may have more to do. */
  boolean takeWork() {
    final boolean hadWork = hasWork;
    hasWork = false;
    return hadWork;
  }

  /** Tells once whether messages passed, and not only what keeps links alive. */
  boolean takeTraffic() {
    final boolean hadTraffic = hasTraffic;
    hasTraffic = false;
    return hadTraffic;
  }

  /** Runs something within the next duty cycle. Any thread. */
  void execute(Runnable command) {
    commands.add(command);
  }

  void onMessage(BrokerConnection from, DirectBuffer buffer, int position, int length) {
    dispatcher.onMessage(from, buffer, position, length);
  }

  void onReady(BrokerConnection connection) {
    maxRecordBytes = connections.maxRecordBytes();
    maxBatchBytes = connections.maxBatchBytes();
  }

  /** Takes in what a broker says of the cluster. */
  void learn(Reply.Cluster reply) {
    connections.learn(reply.brokers());
    view.learn(reply);
  }

  void add(ProducerPartition partition) {
    producers.add(partition);
  }

  void remove(ProducerPartition partition) {
    producers.remove(partition);
  }

  void add(GroupMembership membership) {
    memberships.add(membership);
  }

  void remove(GroupMembership membership) {
    memberships.remove(membership);
  }

  /** Runs what was handed over before this cycle; what that hands over again waits for the next. */
  private int runCommands() {
    int work = 0;
    for (int left = commands.size(); left > 0; left--) {
      final Runnable command = commands.poll();
      if (command == null) {
        break;
      }
      command.run();
      work++;
    }
    return work;
  }

  /** Runs something after a pause. */
  void after(long pauseNs, Runnable action) {
    timers.add(new Timer(nowNs + pauseNs, action));
  }

  private int runTimers() {
    int work = 0;
    for (int i = timers.size() - 1; i >= 0; i--) {
      if (nowNs - timers.get(i).atNs >= 0) {
        timers.remove(i).action.run();
        work++;
      }
    }
    return work;
  }

  private record Timer(long atNs, Runnable action) {}

  /** Fails all that is outstanding and closes all that is open. */
  void close(RaftholdException reason) {
    runCommands();
    isClosing = true;
    calls.failAll(reason);
    refresher.failAll(reason);
    List.copyOf(producers).forEach(partition -> partition.failAll(reason));
    producers.clear();
    subscriptions.close();
    connections.close();
    links.close();
  }

  /** Tells whether it is being closed: what is asked now is never answered. */
  boolean isClosing() {
    return isClosing;
  }

  /** The smallest record limit that a broker named; 0 before one did. Any thread. */
  int maxRecordBytes() {
    return maxRecordBytes;
  }

  /** The smallest batch limit that a broker named; 0 before one did. Any thread. */
  int maxBatchBytes() {
    return maxBatchBytes;
  }

  long nowNs() {
    return nowNs;
  }

  NanoClock clock() {
    return clock;
  }

  String clientName() {
    return clientName;
  }

  Links links() {
    return links;
  }

  Requests requests() {
    return requests;
  }

  CorrelationIds correlationIds() {
    return correlationIds;
  }

  /** How long batches wait; its counts are for any thread. */
  ClientStages stages() {
    return stages;
  }

  Connections connections() {
    return connections;
  }

  ClusterView view() {
    return view;
  }

  Calls calls() {
    return calls;
  }

  ClusterRefresher refresher() {
    return refresher;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Which partition a batch in flight belongs to, by its serial number. */
  Long2ObjectHashMap<ProducerPartition> inFlight() {
    return inFlight;
  }

  /** Messages that were dropped because they were not what they claimed to be. */
  long malformedMessages() {
    return dispatcher.malformedMessages();
  }

  /** Returns a random number other than 0. */
  long newToken() {
    final long token = random.nextLong();
    return token == 0 ? 1 : token;
  }

  Backoff newBackoff(long firstNs, long longestNs) {
    return new Backoff(firstNs, longestNs, random.split());
  }
}
