package io.rafthold.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs the commands of a transcript against real cores and writes down whatever happens. The
 * commands are in {@code src/test/resources/transcripts/README.md}.
 */
final class TranscriptRunner {
  private static final long NS_PER_MS = 1_000_000;
  private static final int MAX_ROUNDS = 1_000;

  /** Commands after which no duty cycle ends. */
  private static final List<String> STILL =
      List.of("group", "log", "auto", "drop", "duplicate", "in-flight");

  private final List<String> output = new ArrayList<>();
  private final Map<Integer, Replica> replicas = new TreeMap<>();
  private final Map<Integer, Long> timeoutsMs = new TreeMap<>();
  private final List<Envelope> inFlight = new ArrayList<>();
  private final List<Integer> cut = new ArrayList<>();
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
      case "campaign" -> each(arguments, replica -> replica.campaign(nowNs()));
      case "elect" -> elect(replicas.get(Integer.parseInt(arguments[0])));
      case "propose" -> propose(arguments);
      case "deliver" -> deliver(select(arguments));
      case "deliver-reversed" -> deliverReversed(select(arguments));
      case "duplicate" -> inFlight.addAll(select(arguments));
      case "drop" -> inFlight.removeAll(select(arguments));
      case "in-flight" -> inFlight.forEach(envelope -> print("  " + envelope));
      case "write" -> each(arguments, TranscriptRunner::write);
      case "flush" -> each(arguments, TranscriptRunner::flush);
      case "cut" -> each(arguments, replica -> cut.add(replica.id()));
      case "heal" -> cut.clear();
      case "crash" -> each(arguments, replica -> replica.crash(false));
      case "power-loss" -> each(arguments, replica -> replica.crash(true));
      case "run" -> runUntilQuiet();
      case "state" -> replicas.values().forEach(replica -> print(replica.toString()));
      case "progress" -> progress(replicas.get(Integer.parseInt(arguments[0])));
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
  }

  private void group(String... arguments) {
    int[] voters = {};
    long window = 1_000;
    int maxEntries = Integer.MAX_VALUE;
    CommitLevel level = CommitLevel.FLUSHED;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.substring(0, argument.indexOf('='))) {
        case "voters" ->
            voters = Arrays.stream(value.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        case "window" -> window = Long.parseLong(value);
        case "max-entries" -> maxEntries = Integer.parseInt(value);
        case "level" -> level = CommitLevel.valueOf(value);
        default -> throw new IllegalArgumentException("no such argument: " + argument);
      }
    }
    RaftSettings settings =
        new RaftSettings(
            300 * NS_PER_MS, 600 * NS_PER_MS, 50 * NS_PER_MS, 100 * NS_PER_MS, window, level);
    for (int voter : voters) {
      timeoutsMs.put(voter, 100L * timeoutsMs.size());
      RandomSource random = bound -> Math.min(bound - 1, timeoutsMs.get(voter) * NS_PER_MS);
      Membership membership = Membership.of(voter, voters);
      Replica replica = new Replica(settings, membership, random, this::send, this::print);
      replica.maxEntriesPerMessage(maxEntries);
      replicas.put(voter, replica);
    }
  }

  private void prepare(String... arguments) {
    long[] terms = Arrays.stream(arguments).skip(2).mapToLong(Long::parseLong).toArray();
    HardState hardState = new HardState(Long.parseLong(arguments[1]), HardState.NO_VOTE);
    replicas.get(Integer.parseInt(arguments[0])).prepare(hardState, terms);
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

  private void elect(Replica replica) {
    replica.campaign(nowNs());
    endCycle();
    runUntilQuiet();
    output.clear();
    print(replica.toString());
  }

  private void propose(String... arguments) {
    Replica replica = replicas.get(Integer.parseInt(arguments[0]));
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
    for (int i = 0; i < count; i++) {
      if (!replica.propose(nextValue++)) {
        print(replica.id() + ": refuses the proposal");
      }
    }
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
    boolean lost = cut.contains(envelope.message().from()) || cut.contains(envelope.message().to());
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
