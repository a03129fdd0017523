package io.rafthold.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs the commands of a transcript against real cores and writes down whatever happens. The
 * commands are in {@code src/test/resources/transcripts/README.md}.
 */
final class TranscriptRunner {
  private static final long NS_PER_MS = 1_000_000;
  private static final int MAX_ROUNDS = 1_000;
  private static final long STEP_MS = 10;

  /** Commands after which no duty cycle ends. */
  private static final List<String> STILL =
      List.of(
          "group",
          "log",
          "auto",
          "drop",
          "duplicate",
          "in-flight",
          "members",
          "caught-up",
          "pass",
          "hold");

  private final List<String> output = new ArrayList<>();
  private final Map<Integer, Replica> replicas = new TreeMap<>();
  private final Map<Integer, Long> timeoutsMs = new TreeMap<>();
  private final List<Envelope> inFlight = new ArrayList<>();
  private final List<Envelope> held = new ArrayList<>();
  private final Set<String> cut = new HashSet<>();
  private boolean autoWrite = true;
  private boolean autoFlush = true;
  private long nowMs;
  private long nextValue = 1;

  /** Runs one line and returns what it printed. */
  List<String> run(String line) {
    output.clear();
    String[] words = line.trim().split("\\s+", -1);
    boolean cycleGoesOn = words[words.length - 1].equals("&");
    String[] arguments = Arrays.copyOfRange(words, 1, words.length - (cycleGoesOn ? 1 : 0));
    try {
      execute(words[0], arguments);
      if (!cycleGoesOn && !STILL.contains(words[0])) {
        endCycle();
      }
    } catch (IllegalStateException broken) {
      output.add(broken.getMessage());
    }
    return List.copyOf(output);
  }

  private void execute(String command, String... arguments) {
    switch (command) {
      case "group" -> group(arguments);
      case "log" -> prepare(arguments);
      case "start" -> each(arguments, replica -> start(replica));
      case "auto" -> auto(arguments[0], arguments[1]);
      case "tick" -> tick(Long.parseLong(arguments[0]));
      case "pass" -> pass(Long.parseLong(arguments[0]));
      case "campaign" -> each(arguments, replica -> replica.campaign(nowNs()));
      case "elect" -> elect(replica(arguments[0]));
      case "add-learner", "promote", "remove" -> change(command, arguments);
      case "caught-up" -> caughtUp(replica(arguments[0]), Integer.parseInt(arguments[1]));
      case "members" -> replicas.values().forEach(this::members);
      case "transfer" -> transfer(replica(arguments[0]), arguments[1]);
      case "read" -> read(replica(arguments[0]));
      case "reads" ->
          print(arguments[0] + ": confirmed " + replica(arguments[0]).core().confirmedRead());
      case "lost" ->
          print(
              arguments[0] + ": lost to " + replica(arguments[0]).core().possiblyLostCommitIndex());
      case "propose" -> propose(arguments);
      case "deliver" -> deliver(select(arguments));
      case "deliver-reversed" -> deliverReversed(select(arguments));
      case "duplicate" -> inFlight.addAll(select(arguments));
      case "hold" -> held.addAll(select(arguments));
      case "release" -> release();
      case "drop" -> inFlight.removeAll(select(arguments));
      case "in-flight" -> inFlight.forEach(envelope -> print("  " + envelope));
      case "write" -> each(arguments, TranscriptRunner::write);
      case "flush" -> each(arguments, TranscriptRunner::flush);
      case "cut" -> cut.addAll(Arrays.asList(arguments));
      case "heal" -> cut.clear();
      case "crash" -> each(arguments, replica -> replica.crash(false));
      case "power-loss" -> each(arguments, replica -> replica.crash(true));
      case "damage" -> replica(arguments[0]).damage(Long.parseLong(arguments[1]));
      case "retain" -> replica(arguments[0]).removeBefore(Long.parseLong(arguments[1]));
      case "run" -> runUntilQuiet();
      case "state" -> replicas.values().forEach(replica -> print(replica.toString()));
      case "progress" -> progress(replica(arguments[0]));
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
  }

  private void group(String... arguments) {
    int[] voters = {};
    int[] others = {};
    int[] learners = {};
    long window = 1_000;
    int maxEntries = Integer.MAX_VALUE;
    CommitLevel level = CommitLevel.FLUSHED;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.substring(0, argument.indexOf('='))) {
        case "voters" -> voters = ids(value);
        case "learners" -> learners = ids(value);
        case "others" -> others = ids(value);
        case "window" -> window = Long.parseLong(value);
        case "max-entries" -> maxEntries = Integer.parseInt(value);
        case "level" -> level = CommitLevel.valueOf(value);
        default -> throw new IllegalArgumentException("no such argument: " + argument);
      }
    }
    RaftSettings settings =
        new RaftSettings(
            300 * NS_PER_MS, 600 * NS_PER_MS, 50 * NS_PER_MS, 100 * NS_PER_MS, window, level);
    Membership members = Membership.of(voters[0], voters, learners);
    for (int[] ids : List.of(voters, learners, others)) {
      for (int id : ids) {
        timeoutsMs.put(id, 100L * timeoutsMs.size());
        RandomSource random = bound -> Math.min(bound - 1, timeoutsMs.get(id) * NS_PER_MS);
        Replica replica =
            new Replica(settings, members.seenFrom(id), random, this::send, this::print);
        replica.maxEntriesPerMessage(maxEntries);
        replicas.put(id, replica);
      }
    }
  }

  private static int[] ids(String list) {
    return Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private void prepare(String... arguments) {
    long[] terms = Arrays.stream(arguments).skip(2).mapToLong(Long::parseLong).toArray();
    HardState hardState = new HardState(Long.parseLong(arguments[1]), HardState.NO_VOTE);
    replica(arguments[0]).prepare(hardState, terms);
  }

  private void start(Replica replica) {
    replica.start(nowNs());
    flush(replica);
  }

  private void auto(String what, String onOff) {
    if (what.equals("write")) {
      autoWrite = onOff.equals("on");
    } else {
      autoFlush = onOff.equals("on");
    }
  }

  private void tick(long ms) {
    nowMs += ms;
    alive().forEach(replica -> replica.tick(nowNs()));
  }

  /** Time passes in small steps, and a message takes one; the messages are not written down. */
  private void pass(long ms) {
    for (long passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      tick(STEP_MS);
      endCycle();
      deliver(List.copyOf(inFlight));
      endCycle();
    }
    output.removeIf(line -> line.startsWith("  "));
  }

  private void elect(Replica replica) {
    replica.campaign(nowNs());
    endCycle();
    runUntilQuiet();
    output.clear();
    print(replica.toString());
  }

  private void propose(String... arguments) {
    Replica replica = replica(arguments[0]);
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
    for (int i = 0; i < count; i++) {
      if (!replica.propose(nextValue++)) {
        print(replica.id() + ": refuses the proposal");
      }
    }
  }

  /** A leader proposes the membership that is one step away. */
  private void change(String command, String... arguments) {
    Replica leader = replica(arguments[0]);
    int broker = Integer.parseInt(arguments[1]);
    Membership present = leader.core().membership();
    Membership next =
        switch (command) {
          case "add-learner" -> present.withLearner(broker);
          case "promote" -> present.withVoter(broker);
          default -> present.without(broker);
        };
    MembershipVerdict verdict = leader.change(next);
    if (verdict != MembershipVerdict.ACCEPTED) {
      print(leader.id() + ": " + verdict);
    }
  }

  private void caughtUp(Replica leader, int broker) {
    boolean caughtUp = leader.core().isCaughtUp(broker);
    print(leader.id() + ": " + broker + (caughtUp ? " is caught up" : " lags behind"));
  }

  private void members(Replica replica) {
    Membership membership = replica.core().membership();
    print(membership + " from " + replica.core().memberships().latestIndex());
  }

  private void transfer(Replica leader, String to) {
    int target = to.equals("best") ? leader.core().bestTransferTarget() : Integer.parseInt(to);
    boolean begun = leader.core().transfer(target, nowNs());
    print(leader.id() + (begun ? ": hands over to " : ": does not hand over to ") + target);
  }

  private void read(Replica replica) {
    long ticket = replica.core().beginRead(nowNs());
    print(
        ticket < 0
            ? replica.id() + ": cannot read"
            : replica.id() + ": read " + ticket + " sees to " + replica.core().commitIndex());
  }

  private Replica replica(String id) {
    return replicas.get(Integer.parseInt(id));
  }

  private static void write(Replica replica) {
    replica.beginWrite();
    replica.completeWrite();
  }

  private static void flush(Replica replica) {
    replica.beginFlush();
    replica.completeFlush();
  }

  private void progress(Replica replica) {
    ProgressTable followers = replica.core().followers();
    for (int i = 0; i < followers.count(); i++) {
      print("  " + followers.at(i));
    }
  }

  private List<Envelope> select(String... arguments) {
    String[] route = (arguments.length > 0 ? arguments[0] : "*->*").split("->", -1);
    List<Envelope> selected = new ArrayList<>();
    for (Envelope envelope : inFlight) {
      RaftMessage message = envelope.message();
      if ((route[0].equals("*") || route[0].equals("" + message.from()))
          && (route[1].equals("*") || route[1].equals("" + message.to()))
          && (arguments.length < 2 || message.type().name().equals(arguments[1]))) {
        selected.add(envelope);
      }
    }
    return selected;
  }

  private void deliver(List<Envelope> envelopes) {
    for (Envelope envelope : envelopes) {
      inFlight.remove(envelope);
      Replica receiver = replicas.get(envelope.message().to());
      if (receiver != null && receiver.isAlive()) {
        receiver.receive(envelope, nowNs());
      }
    }
  }

  private void release() {
    inFlight.addAll(held);
    held.clear();
  }

  private void deliverReversed(List<Envelope> envelopes) {
    Collections.reverse(envelopes);
    deliver(envelopes);
  }

  private void runUntilQuiet() {
    for (int i = 0; i < MAX_ROUNDS; i++) {
      boolean busy = !inFlight.isEmpty();
      deliver(List.copyOf(inFlight));
      endCycle();
      if (!busy && inFlight.isEmpty()) {
        return;
      }
    }
    throw new IllegalArgumentException("not quiet after " + MAX_ROUNDS + " rounds");
  }

  /** Ends the duty cycle of every replica; with the automatic disk, what it wrote is there then. */
  private void endCycle() {
    for (Replica replica : alive()) {
      if (autoWrite) {
        write(replica);
      }
      replica.endCycle(nowNs());
      if (autoFlush) {
        flush(replica);
      }
    }
  }

  private void each(String[] ids, Consumer<Replica> action) {
    if (ids.length == 0) {
      replicas.values().forEach(action);
    }
    for (String id : ids) {
      action.accept(replicas.get(Integer.parseInt(id)));
    }
  }

  private List<Replica> alive() {
    return replicas.values().stream().filter(Replica::isAlive).toList();
  }

  private void send(Envelope envelope) {
    int from = envelope.message().from();
    int to = envelope.message().to();
    boolean lost =
        cut.contains("" + from) || cut.contains("" + to) || cut.contains(from + "->" + to);
    print("  " + envelope + (lost ? " (lost)" : ""));
    if (!lost) {
      inFlight.add(envelope);
    }
  }

  private void print(String line) {
    output.add(line);
  }

  private long nowNs() {
    return nowMs * NS_PER_MS;
  }
}
