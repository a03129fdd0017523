package io.rafthold.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes a module of traces, beside copies of the specification that follows them. */
final class TraceModule {
  private static final List<String> FILES = List.of("Raft.tla", "Trace.tla");

  static final String CONFIG = "Trace.cfg";

  private TraceModule() {}

  /**
   * Writes {@code Behaviour.tla}.
   *
   * @param specification where the specification lies
   * @param into an own directory
   * @return the module for TLC
   */
  static Path write(List<Trace> traces, Path specification, Path into) throws IOException {
    Files.createDirectories(into);
    for (String file : FILES) {
      Files.copy(
          specification.resolve(file), into.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    StringBuilder text = new StringBuilder("---- MODULE Behaviour ----\n");
    for (int i = 0; i < traces.size(); i++) {
      Trace trace = traces.get(i);
      text.append("T").append(i + 1).append(" == [voters |-> ").append(trace.voters());
      text.append(", learners |-> ").append(trace.learners());
      text.append(", level |-> ").append(trace.level()).append(", steps |-> <<\n  ");
      text.append(trace.steps().stream().map(TraceStep::line).collect(Collectors.joining(",\n  ")));
      text.append(">>]\n");
    }
    text.append("Traces == <<");
    for (int i = 0; i < traces.size(); i++) {
      text.append(i == 0 ? "T" : ", T").append(i + 1);
    }
    text.append(">>\n====\n");
    Files.writeString(into.resolve("Behaviour.tla"), text);
    Files.writeString(into.resolve(CONFIG), config(traces, specification));
    return into.resolve("Trace.tla");
  }

  /** The model of the file, no larger than these traces need: TLC's time goes with it. */
  private static String config(List<Trace> traces, Path specification) throws IOException {
    int brokerCount = traces.stream().mapToInt(Trace::brokerCount).max().orElse(1);
    long maxTerm = traces.stream().mapToLong(Trace::maxTerm).max().orElse(1);
    String brokers =
        IntStream.rangeClosed(1, brokerCount)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "{", "}"));
    return Files.readString(specification.resolve(CONFIG))
        .replaceAll("(Server|Campaigners) = .*", "$1 = " + Matcher.quoteReplacement(brokers))
        .replaceAll("MaxTerm = .*", "MaxTerm = " + maxTerm);
  }
}
