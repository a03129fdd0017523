package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Z9", "trades.eu-west_1", "...", ".a", "-", "_", "007"})
  void acceptsLettersDigitsDotsUnderscoresAndDashes(String name) {
    assertThat(TopicName.error(name)).isNull();
  }

  @Test
  void acceptsTheLongestName() {
    assertThat(TopicName.error("x".repeat(TopicName.MAX_LENGTH))).isNull();
  }

  @Test
  void refusesALongerOneWithoutRepeatingAllOfIt() {
    assertThat(TopicName.error("x".repeat(TopicName.MAX_LENGTH + 1)))
        .contains("250 characters", "at most 249")
        .hasSizeLessThan(140);
  }

  @Test
  void refusesTheEmptyAndTheMissingName() {
    assertThat(TopicName.error("")).contains("empty");
    assertThat(TopicName.error(null)).contains("empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void refusesTheNamesOfDirectories(String name) {
    assertThat(TopicName.error(name)).contains("'" + name + "'", "reserved");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "../etc", "a\\b", "a:b", "a\u0000b", "é", "a\n", "\u0131"})
  void refusesAnyOtherCharacter(String name) {
    assertThat(TopicName.error(name))
        .contains("not allowed", "at place")
        .doesNotContain("\n", "\0");
  }

  @Test
  void namesTheCharacterAndItsPlace() {
    assertThat(TopicName.error("a b")).contains("' ' at place 2");
    assertThat(TopicName.error("ab\u0007")).contains("U+0007 at place 3");
  }
}
