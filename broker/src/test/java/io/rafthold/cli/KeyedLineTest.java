package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"net\":\"uw\",\"id\":1}                      | uw",
        "  { \"id\" : 1 , \"net\" : \"uw\" } trailing    | uw",
        "{\"a\":{\"net\":\"no\"},\"b\":[\"net\",{}],\"net\":\"uw\"} | uw",
        "{\"a\":\"net\\\"}\",\"net\":\"uw\"}                | uw",
        "{\"net\":-1.5e3}                             | -1.5e3",
        "{\"net\":true}                               | true",
        "{\"net\":\"\"}                               | ''",
        "{\"n\\u0065t\":\"a\\n\\u00e9\\ud83d\\ude00/\\/\"}     | a<LF>é😀//",
      })
  void theFieldOfAJsonObjectIsTheKey(String line, String expected) {
    final String key = "''".equals(expected) ? "" : expected.replace("<LF>", "\n");
    final KeyedLine keyed = KeyedLine.jsonField("net").split(bytes(line));

    assertThat(text(keyed.key())).isEqualTo(key);
    assertThat(text(keyed.value())).isEqualTo(line);
  }

  @Test
  void jsonsNullIsNoKey() {
    assertThat(KeyedLine.jsonField("net").split(bytes("{\"net\":null}")).key()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"id\":1}                  | no field 'net' in it",
        "{}                          | no field 'net' in it",
        "{\"a\":{\"net\":\"x\"}}     | no field 'net' in it",
        "{\"net\":{\"x\":1}}         | field 'net' is no string, number, true or false",
        "{\"net\":[1]}               | field 'net' is no string, number, true or false",
        "[1]                         | not a JSON object (from byte 1 on)",
        "uw                          | not a JSON object (from byte 1 on)",
        "{\"net                      | not a JSON object",
        "{\"net\"                    | not a JSON object",
        "{\"net\":                   | not a JSON object",
        "{\"net\":\"x                | not a JSON object",
        "{\"net\":\"\\u12\"}         | not a JSON object",
        "{\"net\":\"\\x\"}           | not a JSON object",
        "{\"a\":[[[,\"net\":1        | not a JSON object",
        "{\"a\" 1}                   | not a JSON object",
        "{a:1}                       | not a JSON object",
        "{\"a\":1;\"net\":2}         | not a JSON object",
      })
  void aLineWithoutTheFieldIsRefused(String line, String expected) {
    final KeyedLine.Splitter splitter = KeyedLine.jsonField("net");

    assertThatThrownBy(() -> splitter.split(bytes(line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void anEmptyLineIsNoObject() {
    final KeyedLine.Splitter splitter = KeyedLine.jsonField("net");

    assertThatThrownBy(() -> splitter.split(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"a=b, a, b", "a=b=c, a, b=c", "=b, '', b", "a=, a, ''"})
  void theFirstSeparatorDividesKeyAndValue(String line, String key, String value) {
    final KeyedLine keyed = KeyedLine.separatedBy(bytes("="), "=").split(bytes(line));

    assertThat(text(keyed.key())).isEqualTo(key);
    assertThat(text(keyed.value())).isEqualTo(value);
  }

  @Test
  void aSeparatorMayBeLong() {
    final KeyedLine keyed = KeyedLine.separatedBy(bytes("::"), "::").split(bytes("a:b::c"));

    assertThat(text(keyed.key())).isEqualTo("a:b");
    assertThat(text(keyed.value())).isEqualTo("c");
  }

  @Test
  void aLineWithoutTheSeparatorIsRefused() {
    final KeyedLine.Splitter splitter = KeyedLine.separatedBy(bytes("="), "=");

    assertThatThrownBy(() -> splitter.split(bytes("ab")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no key separator '=' in it");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
