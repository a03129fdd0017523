package io.rafthold.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets TLC follow traces, and says how far each could be followed. */
final class TraceRun {
  private static final Pattern MATCHED = Pattern.compile("<<\"matched\", (\\d+), (\\d+)>>");
  private static final long LIMIT_S = 600;

  private final List<Trace> traces;
  private final int[] followed;
  private final TlcResult result;

  private TraceRun(List<Trace> traces, int[] followed, TlcResult result) {
    this.traces = traces;
    this.followed = followed;
    this.result = result;
  }

  static TraceRun of(List<Trace> traces, Path scratch) throws Exception {
    Path module = TraceModule.write(traces, SpecFiles.directory(), scratch);
    TlcResult result = new Tlc(scratch, "3g").check(module, scratch.resolve("Trace.cfg"), LIMIT_S);
    int[] followed = new int[traces.size()];
    for (String line : result.output()) {
      Matcher matcher = MATCHED.matcher(line);
      if (matcher.matches()) {
        int trace = Integer.parseInt(matcher.group(1)) - 1;
        followed[trace] = Math.max(followed[trace], Integer.parseInt(matcher.group(2)));
      }
    }
    return new TraceRun(traces, followed, result);
  }

  TlcResult result() {
    return result;
  }

  /** How many steps of a trace could be followed. */
  int followed(int trace) {
    return followed[trace];
  }

  /** Which traces could not be followed to their end, with the step that was not allowed. */
  List<String> refused() {
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < followed.length; i++) {
      List<TraceStep> steps = traces.get(i).steps();
      if (followed[i] < steps.size()) {
        String line = steps.get(followed[i]).line();
        refused.add("trace " + i + ", step " + followed[i] + ": " + line);
      }
    }
    return refused;
  }
}
