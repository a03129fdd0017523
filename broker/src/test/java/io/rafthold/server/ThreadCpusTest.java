package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which processors may be named, and that threads are bound to them. */
class ThreadCpusTest {
  private static final String ALLOWED = "Cpus_allowed_list:";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "some  | not a whole number; choose 0 to 4095",
        "1,    | not a whole number",
        "-1    | out of range; choose 0 to 4095",
        "4096  | out of range",
        "2, 2  | processor 2 is named twice",
      })
  void whatIsNoListOfProcessorsIsRefused(String text, String expected) {
    assertThatThrownBy(() -> ThreadCpus.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(expected);
  }

  @Test
  void eachThreadNeedsOne() {
    assertThat(ThreadCpus.parse("0,1,2").misfit(ThreadProfile.SHARED.threads()))
        .isEqualTo(
            "name one processor for each thread that stays awake, in this order: broker, driver;"
                + " or any");
    assertThat(ThreadCpus.parse("any").misfit(ThreadProfile.SHARED.threads())).isNull();
    assertThat(ThreadCpus.parse("0,1,2,3").misfit(ThreadProfile.LOW_LATENCY.threads())).isNull();
    assertThat(ThreadProfile.LOW_LATENCY.threads())
        .containsExactly("broker", "sender", "receiver", "conductor");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aProcessorThatIsNotThereIsRefused() {
    assertThat(ThreadCpus.parse(lastAllowed() + ",4095").refusal())
        .startsWith("no thread can be bound to processor 4095 (errno 22); name processors that");
    assertThat(ThreadCpus.parse(Integer.toString(lastAllowed())).refusal()).isNull();
    assertThat(ThreadCpus.parse("any").refusal()).isNull();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aProcessorThatTheThreadIsKeptOffMayBeNamed() {
    final String[] allowed = allowed().split("[,-]", -1);
    final ThreadCpus first = ThreadCpus.parse(allowed[0]);
    final ThreadCpus last = ThreadCpus.parse(allowed[allowed.length - 1]);

    assertThat(
            allowedBehind(
                () -> {
                  first.bindFirst();
                  assertThat(last.refusal()).isNull();
                  last.bindFirst();
                }))
        .isEqualTo(allowed[allowed.length - 1]);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aThreadIsBoundBeforeItRuns() {
    final int cpu = lastAllowed();

    assertThat(allowedBehind(ThreadCpus.parse(Integer.toString(cpu))::bindFirst))
        .isEqualTo(Integer.toString(cpu));
    assertThat(allowedBehind(ThreadCpus.parse("4000," + cpu).bindingsBehindFirst().get(0)))
        .isEqualTo(Integer.toString(cpu));
    assertThat(allowedBehind(ThreadCpus.parse("any")::bindFirst)).isEqualTo(allowed());
    assertThat(ThreadCpus.parse("0,1,2").bindingsBehindFirst()).hasSize(2);
    assertThat(ThreadCpus.parse("any").bindingsBehindFirst()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aThreadThatCannotBeBoundRunsNevertheless() {
    assertThat(allowedBehind(ThreadCpus.parse("4095")::bindFirst)).isEqualTo(allowed());
  }

  private static String allowedBehind(Runnable binding) {
    final CompletableFuture<String> seen = new CompletableFuture<>();
    new Thread(
            () -> {
              binding.run();
              seen.complete(allowed());
            })
        .start();
    return seen.join();
  }

  private static int lastAllowed() {
    final String[] numbers = allowed().split("[,-]", -1);
    return Integer.parseInt(numbers[numbers.length - 1]);
  }

  private static String allowed() {
    try {
      return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> line.substring(ALLOWED.length()).strip())
          .findFirst()
          .orElseThrow();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
