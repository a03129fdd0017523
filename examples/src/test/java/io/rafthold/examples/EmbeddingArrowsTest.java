package io.rafthold.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md for the two modules that the broker's tests do not see. */
class EmbeddingArrowsTest {
  private static final String EXAMPLES = "io.rafthold.examples..";
  private static final String EMBEDDED = "io.rafthold.embedded..";

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.rafthold");

  @Test
  void allModulesAreLookedAt() {
    assertThat(HOUSE.stream().map(JavaClass::getPackageName).distinct())
        .contains(
            "io.rafthold.client",
            "io.rafthold.server",
            "io.rafthold.embedded",
            "io.rafthold.embedded.junit",
            "io.rafthold.examples");
  }

  @Test
  void examplesShowNothingButTheClient() {
    noClasses()
        .that()
        .resideInAPackage(EXAMPLES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            EMBEDDED,
            "io.rafthold.client.transport..",
            "io.rafthold.protocol..",
            "io.rafthold.server..",
            "io.rafthold.cli..",
            "io.rafthold.partition..",
            "io.rafthold.metadata..",
            "io.rafthold.session..",
            "io.rafthold.transport..",
            "io.rafthold.raft..",
            "io.rafthold.log..")
        .check(HOUSE);
  }

  @Test
  void nobodyLeansOnExamplesAndNoOtherOnEmbeddedBrokers() {
    noClasses()
        .that()
        .resideOutsideOfPackage(EXAMPLES)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(EXAMPLES)
        .check(HOUSE);
    noClasses()
        .that()
        .resideOutsideOfPackage(EMBEDDED)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(EMBEDDED)
        .check(HOUSE);
  }

  @Test
  void embeddedBrokersLeanOnServerAndClient() {
    noClasses()
        .that()
        .resideInAPackage(EMBEDDED)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.rafthold.client.transport..",
            "io.rafthold.protocol..",
            "io.rafthold.cli..",
            "io.rafthold.partition..",
            "io.rafthold.metadata..",
            "io.rafthold.session..",
            "io.rafthold.transport..",
            "io.rafthold.raft..",
            "io.rafthold.log..",
            "io.aeron..",
            "net.openhft..")
        .check(HOUSE);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.rafthold.embedded.junit..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.junit..")
        .check(HOUSE);
  }
}
