package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.GroupPartitionInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group whose members are processes, one to eight of them, which are started, killed and stopped
 * under load: a few times, or as often as {@code rafthold.group.events} says. {@code
 * rafthold.group.seed} repeats the choices, not the timing.
 */
class GroupProcessesTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(GroupProcessesTest.class);
  private static final String TOPIC = "jobs";
  private static final String GROUP = "workers";
  private static final int PARTITIONS = 12;
  private static final int WRITERS = 3;
  private static final int RECORDS_PER_SECOND = 80;
  private static final int DEFAULT_EVENTS = 8;
  private static final int SHOWN = 5;
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration DELIVERY_BOUND = Duration.ofMinutes(1);
  private static final Duration BOUND = Duration.ofSeconds(90);

  /** An event that is over, by the wall clock. */
  private record Span(GroupSchedule.Kind kind, long beganMs, long endedMs) {}

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  private final List<NumberedWriter> writers = new ArrayList<>();

  /** All that were ever started. */
  private final List<MemberProcess> all = new ArrayList<>();

  /** Those that run, or are stopped to go on. */
  private final List<MemberProcess> live = new ArrayList<>();

  private final List<Span> spans = new ArrayList<>();
  private final Zombies zombies = new Zombies();
  private Random random;
  private TestCluster cluster;
  private GroupWatch watch;
  private int kills;

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void eachRecordIsProcessedWhateverBecomesOfTheMembers() throws InterruptedException {
    final long seed = Long.getLong("rafthold.group.seed", new Random().nextLong());
    LOGGER.info("seed {}", seed);
    random = new Random(seed);
    final int count = Integer.getInteger("rafthold.group.events", DEFAULT_EVENTS);
    final List<GroupSchedule.Event> events = GroupSchedule.draw(new Random(seed), count);
    cluster = new TestCluster(processes, directory, 3).start();
    createTopic();
    try (GroupWatch opened = new GroupWatch(cluster.bootstrap(), GROUP, PARTITIONS)) {
      watch = opened;
      for (int i = 0; i < WRITERS; i++) {
        writers.add(writer("writer-" + i));
      }
      addMembers(1);
      awaitSettled("the first member");
      for (final GroupSchedule.Event event : events) {
        carryOut(event);
      }
      check(seed, drain());
    } finally {
      writers.forEach(NumberedWriter::close);
    }
  }

  private void createTopic() {
    new Cli(processes, directory, cluster.bootstrap())
        .run(
            "topic",
            "create",
            TOPIC,
            "--partitions",
            Integer.toString(PARTITIONS),
            "--replicas",
            "3",
            "--segment-bytes",
            "1048576")
        .ok();
  }

  private NumberedWriter writer(String name) {
    return new NumberedWriter(
        name,
        cluster.bootstrap(),
        TOPIC,
        PARTITIONS,
        RECORDS_PER_SECOND,
        random.nextLong(),
        NumberedWriter.settings().deliveryTimeout(DELIVERY_BOUND).build());
  }

  private void carryOut(GroupSchedule.Event event) {
    final long beganMs = System.currentTimeMillis();
    final String struck =
        switch (event.kind()) {
          case ADD -> addMembers(event.members());
          case KILL -> killMembers(event.members());
          case STOP -> stopMembers(event);
          case REPLACE -> killMembers(event.members()) + ", " + addMembers(event.members());
        };
    awaitSettled(event.kind() + " of " + struck);
    final long endedMs = System.currentTimeMillis();
    spans.add(new Span(event.kind(), beganMs, endedMs));
    LOGGER.info(
        "event {}: {} of {}, {} members, settled after {} ms",
        spans.size(),
        event.kind(),
        struck,
        live.size(),
        endedMs - beganMs);
  }

  private String addMembers(int count) {
    final List<MemberProcess> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      final MemberProcess member =
          new MemberProcess(
              processes,
              "member-" + (all.size() + 1),
              directory,
              List.of(
                  cluster.bootstrap(), TOPIC, GROUP, Long.toString(SESSION_TIMEOUT.toMillis())));
      all.add(member);
      started.add(member);
    }
    live.addAll(started);
    return names(started).toString();
  }

  private String killMembers(int count) {
    final List<MemberProcess> victims = victims(count);
    victims.forEach(MemberProcess::kill);
    live.removeAll(victims);
    kills += count;
    return names(victims).toString();
  }

  private List<MemberProcess> victims(int count) {
    final List<MemberProcess> victims = new ArrayList<>(live);
    while (victims.size() > count) {
      victims.remove(random.nextInt(victims.size()));
    }
    return victims;
  }

  /** Time passes here until the coordinator has done without them. */
  private String stopMembers(GroupSchedule.Event event) {
    final List<MemberProcess> victims = victims(event.members());
    final Set<String> names = names(victims);
    final List<MemberProcess> others = new ArrayList<>(live);
    others.removeAll(victims);
    final Map<MemberProcess, Long> idsBefore = new LinkedHashMap<>();
    for (final MemberProcess victim : victims) {
      idsBefore.put(victim, watch.memberId(victim.name()));
      if (event.isInHand()) {
        victim.pauseInHand(BOUND);
      } else {
        victim.pause();
      }
    }
    await(
        "stopped members are removed: " + names,
        () -> names.stream().allMatch(name -> watch.memberId(name) == GroupPartitionInfo.NOBODY));
    final boolean isTakenOver = !event.isEarly() && !others.isEmpty();
    if (isTakenOver) {
      awaitSettled(others, "those beside " + names);
    }
    idsBefore.forEach((victim, id) -> resume(victim, id, event.isInHand() && isTakenOver));
    return names
        + (event.isInHand() ? " with records in hand" : "")
        + (event.isEarly() ? ", early" : "");
  }

  private void resume(MemberProcess zombie, long idBefore, boolean mustBeRefused) {
    final int linesBefore = zombie.lines().size();
    zombie.resume();
    await(zombie.name() + " learns of it", () -> Zombies.hasLearned(zombie, linesBefore));
    zombies.add(zombie, linesBefore, mustBeRefused);
    await(
        zombie.name() + " is a member under another id",
        () ->
            watch.memberId(zombie.name()) != GroupPartitionInfo.NOBODY
                && watch.memberId(zombie.name()) != idBefore);
  }

  private void awaitSettled(String what) {
    awaitSettled(live, what);
  }

  /** Waits until members share all partitions, and what was written by then is committed. */
  private void awaitSettled(List<MemberProcess> members, String what) {
    final Set<String> names = names(members);
    await(what + ": shared by " + names, () -> watch.isShared(names));
    await("all partitions tell their ends", watch::knowsEnds);
    final List<Long> ends = watch.ends();
    await(what + ": committed up to " + ends, () -> watch.isCommitted(ends));
  }

  private void await(String what, BooleanSupplier condition) {
    try {
      Await.until(
          what,
          BOUND,
          () -> {
            live.forEach(MemberProcess::checkRuns);
            return condition.getAsBoolean();
          });
    } catch (final AssertionError e) {
      throw new AssertionError(e.getMessage() + "; seen last: " + watch.latest(), e);
    }
  }

  /** Ends the load, and the members in order when they have done it all. */
  private WrittenTopic drain() throws InterruptedException {
    for (final NumberedWriter writer : writers) {
      writer.finish();
    }
    final WrittenTopic written = WrittenTopic.read(cluster.bootstrap(), TOPIC, PARTITIONS);
    await("all is committed: " + written.ends(), () -> watch.isCommitted(written.ends()));
    live.forEach(MemberProcess::stop);
    live.forEach(MemberProcess::awaitEnd);
    live.clear();
    await("all have left", () -> watch.latest().members().isEmpty());
    return written;
  }

  private void check(long seed, WrittenTopic written) {
    final GroupChecker checker = new GroupChecker();
    final GroupGaps gaps = new GroupGaps();
    for (final MemberProcess member : all) {
      checker.add(member.lines());
      gaps.add(member.lines());
    }
    LOGGER.info("{}", written.verify(writers));
    report(checker);
    spans.stream()
        .collect(Collectors.groupingBy(Span::kind, TreeMap::new, Collectors.toList()))
        .forEach((kind, each) -> report(kind, each, gaps));
    assertThat(checker.faults(written.ends()).stream().limit(SHOWN)).as("seed %d", seed).isEmpty();
    assertThat(watch.trail().faults().stream().limit(SHOWN))
        .as("cursors, owners and epochs never go back; seed %d", seed)
        .isEmpty();
  }

  private void report(GroupChecker checker) {
    LOGGER.info(
        "{} records processed {} times, {} of these again in a later epoch",
        checker.distinctCount(),
        checker.processedCount(),
        checker.processedCount() - checker.distinctCount());
    LOGGER.info(
        "{} generations, {} ownerships, of which {} were given back and {} lost",
        watch.latest().generation(),
        checker.ownershipCount(),
        checker.count(GroupLine.Kind.REVOKED),
        checker.count(GroupLine.Kind.LOST));
    LOGGER.info("{} members added, {} kills, {}", all.size(), kills, zombies);
    LOGGER.info(
        "ranges committed {}, refused {}, unsure {}; cursors seen to move {} times in {} looks",
        checker.count(GroupLine.Kind.COMMITTED),
        checker.count(GroupLine.Kind.REFUSED),
        checker.count(GroupLine.Kind.UNSURE),
        watch.trail().moves(),
        watch.trail().looks());
  }

  private static void report(GroupSchedule.Kind kind, List<Span> each, GroupGaps gaps) {
    LOGGER.info(
        "{}: {} times, longest gap of a partition {} ms",
        kind,
        each.size(),
        each.stream().mapToLong(s -> gaps.longestMs(s.beganMs(), s.endedMs())).max().orElse(0));
  }

  private static Set<String> names(List<MemberProcess> members) {
    return members.stream().map(MemberProcess::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
