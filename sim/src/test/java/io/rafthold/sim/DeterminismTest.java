package io.rafthold.sim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * A run is a function of its seed: nothing in the simulator looks at a clock, starts a thread, or
 * draws a number that does not come from the seed. Only the campaign around the runs does.
 */
class DeterminismTest {
  private static final JavaClasses SIMULATOR =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.rafthold.sim");
  private static final JavaClasses CROOKED = new ClassFileImporter().importClasses(Crooked.class);

  /** Breaks every rule, to show that they bite. */
  static final class Crooked {
    private final Thread thread = new Thread(() -> {});
    private final Random random = new Random();

    long look() {
      return System.nanoTime() + System.currentTimeMillis() + thread.getId() + random.nextInt();
    }
  }

  private static ArchRule noClocks() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.rafthold.sim.report..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "identityHashCode", Object.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class);
  }

  private static ArchRule noThreads() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.rafthold.sim.report..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Executor.class);
  }

  private static ArchRule noUnseededRandomness() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocalRandom.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(UUID.class);
  }

  @Test
  void aRunLooksAtNoClock() {
    noClocks().check(SIMULATOR);
    assertThat(noClocks().evaluate(CROOKED).hasViolation()).as("the rule bites").isTrue();
  }

  @Test
  void aRunStartsNoThread() {
    noThreads().check(SIMULATOR);
    assertThat(noThreads().evaluate(CROOKED).hasViolation()).as("the rule bites").isTrue();
  }

  @Test
  void allRandomnessComesFromTheSeed() {
    noUnseededRandomness().check(SIMULATOR);
    assertThat(noUnseededRandomness().evaluate(CROOKED).hasViolation())
        .as("the rule bites")
        .isTrue();
  }
}
