package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  @Test
  void aLineEndsWithALineFeedTheLastOneAlsoWithout() throws IOException {
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("");
    assertThat(lines("a\n\nb")).containsExactly("a", "", "b");
    assertThat(lines("a\r\nb\n")).containsExactly("a\r", "b");
  }

  @Test
  void aLineMayBeLongerThanTheBuffer() throws IOException {
    final String longLine = "x".repeat(200_000);

    assertThat(lines("a\n" + longLine + "\nb\n")).containsExactly("a", longLine, "b");
  }

  @Test
  void aLineWithoutEndIsRefusedInBoundedMemory() {
    final LineReader reader = new LineReader(new EndlessStream());

    assertThatThrownBy(reader::next)
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("line 1: longer than " + LineReader.MAX_LINE_BYTES + " bytes");
  }

  private static List<String> lines(String text) throws IOException {
    final LineReader reader =
        new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    final List<String> lines = new ArrayList<>();
    for (byte[] line = reader.next(); line != null; line = reader.next()) {
      lines.add(new String(line, StandardCharsets.UTF_8));
      assertThat(reader.lineNumber()).isEqualTo(lines.size());
    }
    return lines;
  }

  /** One line that never ends. */
  private static final class EndlessStream extends InputStream {
    @Override
    public int read() {
      return 'x';
    }
  }
}
