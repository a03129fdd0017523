package io.rafthold;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.agrona.concurrent.AgentRunner;

/**
 * The arrows of docs/architecture.md as rules over the packages below a root: the project's own, or
 * a crooked house that breaks each of them, so that a rule which has stopped biting is noticed.
 */
final class HouseRules {
  private static final Set<String> BROKER_ROOMS =
      Set.of(
          "session",
          "metadata",
          "transport",
          "partition",
          "raft",
          "log",
          "log.chronicle",
          "protocol");

  /** Every room, and the rooms that it may lean on. What is not listed is forbidden. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("protocol", Set.of()),
          Map.entry("client", Set.of("client.transport", "protocol")),
          Map.entry("client.transport", Set.of("protocol")),
          Map.entry("client.local", Set.of("client", "client.transport", "protocol")),
          Map.entry("raft", Set.of()),
          Map.entry("log", Set.of("protocol")),
          Map.entry("log.chronicle", Set.of("log", "protocol")),
          Map.entry("partition", Set.of("raft", "log", "protocol")),
          Map.entry("metadata", Set.of("partition", "raft", "protocol")),
          Map.entry("session", Set.of("metadata", "partition", "raft", "log", "protocol")),
          Map.entry("transport", Set.of("partition", "session", "client.transport", "protocol")),
          Map.entry("server", withAllOf("client.transport", BROKER_ROOMS)),
          Map.entry("cli", withAllOf("client", withAllOf("server", BROKER_ROOMS))));

  /** Modules of their own, that nobody in this house leans on. */
  private static final Set<String> TOP_FLOOR = Set.of("bench", "sim", "embedded", "examples");

  private static final Set<String> BROKER_ROOMS_WITHOUT_THREADS =
      Set.of("raft", "log", "partition", "metadata", "session", "transport", "cli");
  private static final Set<String> BROKER_ROOMS_WITHOUT_CLOCK =
      Set.of("raft", "log", "partition", "metadata", "session", "transport");

  private final String root;

  HouseRules(String root) {
    this.root = root;
  }

  Map<String, ArchRule> all() {
    final Map<String, ArchRule> rules = new LinkedHashMap<>();
    ARROWS.keySet().stream().sorted().forEach(room -> rules.put("arrows of " + room, arrows(room)));
    rules.put("every class has a room", everyClassHasARoom());
    rules.put("no cycles", slices().matching(root + ".(**)").should().beFreeOfCycles());
    rules.put("the core is a function of its inputs", coreImports());
    rules.put("one package knows Chronicle", only(List.of("log.chronicle"), "net.openhft.."));
    rules.put(
        "two packages know Aeron", only(List.of("transport", "client.transport"), "io.aeron.."));
    rules.put("threads are the server's", threads());
    rules.put("time comes from the server", clocks());
    rules.put("the console is the command line's", console());
    return rules;
  }

  private ArchRule arrows(String room) {
    final DescribedPredicate<JavaClass> forbidden =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(room) && !ARROWS.get(room).contains(other))
            .map(this::in)
            .reduce(resideInAnyPackage(all(TOP_FLOOR)), (all, next) -> all.or(next));
    return noClasses()
        .that(in(room))
        .should()
        .dependOnClassesThat(
            forbidden.as(
                "are in one of %s or %s",
                TOP_FLOOR, without(ARROWS.get(room), ARROWS.keySet(), room)));
  }

  /** The classes of a room without those of the rooms inside it. */
  private DescribedPredicate<JavaClass> in(String room) {
    return ARROWS.keySet().stream()
        .filter(other -> other.startsWith(room + "."))
        .map(other -> not(resideInAPackage(below(other))))
        .reduce(resideInAPackage(below(room)), (all, next) -> all.and(next))
        .as("are in %s", room);
  }

  private static Set<String> withAllOf(String room, Set<String> rooms) {
    final Set<String> all = new TreeSet<>(rooms);
    all.add(room);
    return all;
  }

  private static Set<String> without(Set<String> allowed, Set<String> rooms, String self) {
    final Set<String> rest = new TreeSet<>(rooms);
    rest.removeAll(allowed);
    rest.remove(self);
    return rest;
  }

  private ArchRule everyClassHasARoom() {
    return classes()
        .should()
        .resideInAnyPackage(ARROWS.keySet().stream().map(this::below).toArray(String[]::new));
  }

  private ArchRule coreImports() {
    final DescribedPredicate<JavaClass> allowed =
        resideInAnyPackage(
                "java.lang",
                "java.lang.annotation",
                "java.lang.invoke",
                "java.lang.runtime",
                "java.util",
                "java.util.function",
                "org.agrona.collections",
                below("raft"))
            .and(not(belongToAnyOf(java.util.Random.class, java.util.SplittableRandom.class)))
            .and(not(belongToAnyOf(java.util.UUID.class, java.util.Timer.class)));
    return classes()
        .that()
        .resideInAPackage(below("raft"))
        .should()
        .onlyDependOnClassesThat(
            allowed.or(DescribedPredicate.describe("primitive", this::isBare)));
  }

  /** Primitive types, and arrays of them, have no package. */
  private boolean isBare(JavaClass type) {
    return type.getBaseComponentType().isPrimitive();
  }

  private ArchRule only(List<String> rooms, String library) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(rooms.stream().map(this::below).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  private ArchRule threads() {
    return noClasses()
        .that()
        .resideInAnyPackage(all(BROKER_ROOMS_WITHOUT_THREADS))
        .should()
        .dependOnClassesThat(
            belongToAnyOf(Thread.class, Timer.class, AgentRunner.class, Executors.class)
                .or(JavaClass.Predicates.assignableTo(Executor.class))
                .or(JavaClass.Predicates.assignableTo(ThreadFactory.class)));
  }

  private ArchRule clocks() {
    final DescribedPredicate<AccessTarget> readsAClock =
        DescribedPredicate.describe(
            "reads a clock",
            target ->
                (target.getOwner().isEquivalentTo(System.class)
                        && (target.getName().equals("nanoTime")
                            || target.getName().equals("currentTimeMillis")))
                    || (target.getOwner().getPackageName().startsWith("java.time")
                        && target.getName().equals("now"))
                    || target.getOwner().isEquivalentTo(Clock.class)
                    || target.getOwner().getFullName().matches("org\\.agrona\\..*System.*Clock"));
    return noClasses()
        .that()
        .resideInAnyPackage(all(BROKER_ROOMS_WITHOUT_CLOCK))
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "reads a clock", access -> readsAClock.test(access.getTarget())));
  }

  private ArchRule console() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(below("cli"), below("bench"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(System.class, "in");
  }

  private String[] all(Set<String> rooms) {
    return rooms.stream().map(this::below).toArray(String[]::new);
  }

  private String below(String room) {
    return root + "." + room + "..";
  }
}
