package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordPrinterTest {
  private static final ConsumerRecord<byte[], byte[]> RECORD =
      new ConsumerRecord<>(
          "quakes",
          2,
          41,
          1_517_363_399_650_999_999L,
          bytes("uw"),
          bytes("Größe \"1\"\t"),
          List.of(new Header("a", bytes("1")), new Header("b", bytes("x\ny"))));
  private static final ConsumerRecord<byte[], byte[]> BARE =
      new ConsumerRecord<>("quakes", 0, 0, 0, null, null, List.of());
  private static final ConsumerRecord<byte[], byte[]> BINARY =
      new ConsumerRecord<>("quakes", 0, 0, 0, null, new byte[] {(byte) 0xff, 0}, List.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "%v\\n|Größe \"1\"<TAB><LF>",
        "%p %o %t %k|2 41 1517363399650 uw",
        "%T\\t%h|quakes<TAB>a=1,b=x<LF>y",
        "100%% \\\\ 😀|100% \\ 😀"
      })
  void aPatternPrintsFieldsAndText(String pattern, String expected) throws IOException {
    assertThat(print(new RecordPattern(pattern), RECORD))
        .isEqualTo(expected.replace("<TAB>", "\t").replace("<LF>", "\n"));
  }

  @Test
  void whatARecordDoesNotHaveIsPrintedAsNothing() throws IOException {
    assertThat(print(new RecordPattern("[%k|%v|%h]"), BARE)).isEqualTo("[||]");
  }

  @Test
  void bytesArePrintedAsTheyAre() throws IOException {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    new RecordPattern("%v").print(BINARY, out);

    assertThat(out.toByteArray()).isEqualTo(BINARY.value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "\\", "%x", "\\x", "%v%"})
  void anUnknownPatternIsRefused(String pattern) {
    assertThatThrownBy(() -> new RecordPattern(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    assertThat(print(new RecordJson(), RECORD))
        .isEqualTo(
            """
            {"topic":"quakes","partition":2,"offset":41,"timestampMs":1517363399650,"key":"uw",\
            "value":"Größe \\"1\\"\\t","headers":[{"name":"a","value":"1"},\
            {"name":"b","value":"x\\ny"}]}
            """);
    assertThat(print(new RecordJson(), BARE)).contains("\"key\":null,\"value\":null");
    assertThat(print(new RecordJson(), BINARY)).contains("\"valueBase64\":\"/wA=\"");
  }

  private static String print(RecordPrinter printer, ConsumerRecord<byte[], byte[]> record)
      throws IOException {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    printer.print(record, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
