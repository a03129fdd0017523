package io.rafthold;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The build fails when an arrow of docs/architecture.md turns round. */
class ArchitectureTest {
  private static final String ROOT = "io.rafthold";
  private static final String CROOKED_ROOT = "io.rafthold.crooked";

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);
  private static final JavaClasses CROOKED_HOUSE =
      new ClassFileImporter().importPackages(CROOKED_ROOT);

  @Test
  void bothModulesAreLookedAt() {
    assertThat(HOUSE.stream().map(JavaClass::getPackageName).distinct())
        .contains(ROOT + ".client", ROOT + ".protocol", ROOT + ".server", ROOT + ".metadata")
        .noneMatch(name -> name.startsWith(CROOKED_ROOT));
  }

  @TestFactory
  Stream<DynamicTest> theHouseKeepsItsRules() {
    return new HouseRules(ROOT)
        .all().entrySet().stream()
            .map(
                rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(HOUSE)));
  }

  @TestFactory
  Stream<DynamicTest> aCrookedHouseBreaksEachOfThem() {
    return new HouseRules(CROOKED_ROOT)
        .all().entrySet().stream()
            .map(
                rule ->
                    DynamicTest.dynamicTest(
                        rule.getKey(),
                        () ->
                            assertThat(rule.getValue().evaluate(CROOKED_HOUSE).hasViolation())
                                .as("the rule bites")
                                .isTrue()));
  }
}
