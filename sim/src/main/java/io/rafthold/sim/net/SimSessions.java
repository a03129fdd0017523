package io.rafthold.sim.net;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.ProduceReplyDecoder;
import io.rafthold.protocol.codec.ProduceRequestDecoder;
import io.rafthold.sim.Event;
import io.rafthold.sim.EventKind;
import io.rafthold.sim.EventQueue;
import io.rafthold.sim.Mark;
import io.rafthold.sim.Marks;
import io.rafthold.sim.SimRandom;
import io.rafthold.sim.invariant.Checker;
import io.rafthold.sim.invariant.GroupView;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;

/**
 * The sessions between clients and brokers: streams that hold their order, hand lost datagrams in
 * late, and break for good when a side is gone or nothing passes for a while.
 */
public final class SimSessions {
  /** Longest message between any two nodes. */
  public static final int MAX_MESSAGE_BYTES = 256 * 1024;

  /** How long a stream looks for a lost datagram before it is whole again. */
  private static final long RETRANSMIT_NS = 4_000_000;

  private final EventQueue events;
  private final SimNetwork network;
  private final SimRandom random;
  private final Checker checker;
  private final IntToLongFunction lifeOfBroker;
  private final IntConsumer observer;
  private final Marks marks;
  private final Long2LongHashMap firstBrokers = new Long2LongHashMap(-1);
  private final LongHashSet fullBrokers = new LongHashSet();
  private final long linkTimeoutNs;
  private final Long2ObjectHashMap<Session> sessions = new Long2ObjectHashMap<>();
  private final ProduceRequestDecoder request = new ProduceRequestDecoder();
  private final ProduceReplyDecoder reply = new ProduceReplyDecoder();
  private long lastId;

  /**
   * Starts without sessions.
   *
   * @param lifeOfBroker the number of a broker's present life, 0 while it is down
   * @param observer looks at a broker's state before an answer of it is judged
   */
  public SimSessions(
      EventQueue events,
      SimNetwork network,
      SimRandom random,
      Checker checker,
      IntToLongFunction lifeOfBroker,
      IntConsumer observer,
      Marks marks,
      long linkTimeoutNs) {
    this.events = events;
    this.network = network;
    this.random = random;
    this.checker = checker;
    this.lifeOfBroker = lifeOfBroker;
    this.observer = observer;
    this.marks = marks;
    this.linkTimeoutNs = linkTimeoutNs;
  }

  /** Opens a session; it connects when the broker is there and reached. */
  public Session connect(int client, int broker) {
    final long life = lifeOfBroker.applyAsLong(broker);
    final Session session = new Session(this, ++lastId, client, broker, life);
    if (life == 0 || !network.isOpen(client, broker)) {
      session.isBroken = true;
      return session;
    }
    sessions.put(session.id, session);
    final long arrivesNs = events.nowNs() + network.delayNs(network.link(client, broker));
    session.lastToBrokerNs = arrivesNs;
    add(EventKind.SESSION, broker, session, arrivesNs);
    return session;
  }

  private void add(EventKind kind, int target, Session session, long timeNs) {
    final Event event = events.event(kind, target);
    event.number = session.id;
    event.subject = session;
    events.add(event, timeNs);
  }

  /** The broker has taken the session on: the client learns of it. */
  public void accepted(Session session) {
    session.lastToClientNs =
        events.nowNs() + network.delayNs(network.link(session.broker, session.client));
    add(EventKind.RESPONSE, session.client, session, session.lastToClientNs);
  }

  boolean toBroker(Session session, DirectBuffer buffer, int position, int length) {
    final long arrivesNs = arrival(session, session.client, session.broker, session.lastToBrokerNs);
    remember(session, buffer, position, length);
    if (arrivesNs < 0) {
      return true;
    }
    session.lastToBrokerNs = arrivesNs;
    final Event event = events.event(EventKind.REQUEST, session.broker);
    event.from = session.client;
    event.number = session.id;
    event.subject = session;
    event.message(buffer, position, length);
    events.add(event, arrivesNs);
    return true;
  }

  /** Sends a broker's message to a client; false where the session is gone. */
  public boolean toClient(long sessionId, DirectBuffer buffer, int position, int length) {
    final Session session = sessions.get(sessionId);
    if (session == null) {
      return false;
    }
    judge(session, buffer, position, length);
    final long arrivesNs = arrival(session, session.broker, session.client, session.lastToClientNs);
    if (arrivesNs < 0) {
      return true;
    }
    session.lastToClientNs = arrivesNs;
    final Event event = events.event(EventKind.RESPONSE, session.client);
    event.from = session.broker;
    event.number = session.id;
    event.subject = session;
    event.message(buffer, position, length);
    events.add(event, arrivesNs);
    return true;
  }

  /** Returns when a message arrives, or -1 where it never does. */
  private long arrival(Session session, int from, int to, long lastNs) {
    final LinkState link = network.link(from, to);
    if (link.isCut && !session.isBroken) {
      breakOff(session);
    }
    if (session.isBroken) {
      return -1;
    }
    long delayNs = network.delayNs(link);
    while (random.perMille(link.lossPerMille)) {
      delayNs += RETRANSMIT_NS;
    }
    return Math.max(events.nowNs() + delayNs, lastNs + 1);
  }

  /** Nothing passes any more; both sides notice when nothing came for a while. */
  public void breakOff(Session session) {
    if (!session.isBroken) {
      session.isBroken = true;
      final long noticedNs = events.nowNs() + linkTimeoutNs;
      add(EventKind.SESSION, session.broker, session, noticedNs);
      add(EventKind.RESPONSE, session.client, session, noticedNs);
    }
  }

  /** Breaks all sessions of a broker, whose process has ended. */
  public void brokerEnded(int broker) {
    for (final Session session : sessions.values()) {
      if (session.broker == broker) {
        breakOff(session);
      }
    }
  }

  /** A broker ends a session. */
  public void closedByBroker(long sessionId) {
    final Session session = sessions.get(sessionId);
    if (session != null) {
      session.isBroken = true;
      add(EventKind.SESSION, session.broker, session, events.nowNs());
      add(EventKind.RESPONSE, session.client, session, events.nowNs() + RETRANSMIT_NS);
    }
  }

  void closedByClient(Session session) {
    if (!session.isBroken) {
      session.isBroken = true;
      final long delayNs = network.delayNs(network.link(session.client, session.broker));
      add(
          EventKind.SESSION,
          session.broker,
          session,
          Math.max(events.nowNs() + delayNs, session.lastToBrokerNs + 1));
    }
  }

  /** The client has learned that a session is over; a broker that is gone never will. */
  public void ended(Session session) {
    if (lifeOfBroker.applyAsLong(session.broker) != session.brokerLife) {
      sessions.remove(session.id);
    }
  }

  /** Tells whether a session is over. */
  public boolean isOver(Session session) {
    return session.isBroken;
  }

  /** Forgets a session that is over at the broker. */
  public void forget(Session session) {
    sessions.remove(session.id);
  }

  void release(Event event) {
    events.release(event);
  }

  private void remember(Session session, DirectBuffer buffer, int position, int length) {
    if (MessageFrame.templateId(buffer, position, length) != ProduceRequestDecoder.TEMPLATE_ID) {
      return;
    }
    MessageFrame.wrap(request, buffer, position);
    final int batch = MessageFrame.dataPosition(buffer, position);
    final long key =
        GroupView.recordKey(
            Batch.producerId(buffer, batch),
            Batch.producerEpoch(buffer, batch),
            Batch.firstSequence(buffer, batch));
    markRetry(session, request.groupId(), key);
    session.requests.put(
        request.correlationId(),
        new Session.Request(
            request.groupId(),
            key,
            Batch.recordCount(buffer, batch),
            request.ackLevel() == AckLevelCode.QUORUM_SYNC));
  }

  private void markRetry(Session session, int groupId, long key) {
    final long place = placeOf(session);
    final long first = firstBrokers.put(key, place);
    if (first >= 0 && first != place) {
      marks.reach(Mark.RETRY_ELSEWHERE);
    }
    if (first >= 0 && checker.group(groupId).isCommitted(key)) {
      marks.reach(Mark.RETRY_OF_COMMITTED);
    }
  }

  private static long placeOf(Session session) {
    return ((long) session.broker << 32) + session.brokerLife;
  }

  private void judge(Session session, DirectBuffer buffer, int position, int length) {
    if (MessageFrame.templateId(buffer, position, length) != ProduceReplyDecoder.TEMPLATE_ID) {
      return;
    }
    MessageFrame.wrap(reply, buffer, position);
    final Session.Request asked = session.requests.remove(reply.correlationId());
    if (asked != null
        && reply.code() == ErrorCode.NOT_LEADER
        && checker.group(asked.groupId()).isCommitted(asked.recordKey())) {
      marks.reach(Mark.ANSWER_RACED_STEP_DOWN);
    }
    if (reply.code() == ErrorCode.DISK_FULL) {
      marks.reach(Mark.DISK_FULL);
      fullBrokers.add(placeOf(session));
    }
    if (asked != null && reply.code() == ErrorCode.OK) {
      if (fullBrokers.remove(placeOf(session))) {
        marks.reach(Mark.DISK_HAS_ROOM_AGAIN);
      }
      observer.accept(session.broker);
      checker.onProduced(
          asked.groupId(),
          asked.recordKey(),
          asked.recordCount(),
          asked.isDurable(),
          reply.baseOffset());
    }
  }
}
