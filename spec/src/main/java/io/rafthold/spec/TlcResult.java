package io.rafthold.spec;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run of the model checker said.
 *
 * @param exitCode TLC's own: 0 for no error
 * @param output everything that it printed
 * @param durationMs how long it took, with the start of its process
 */
public record TlcResult(int exitCode, List<String> output, long durationMs) {
  private static final Pattern VIOLATED =
      Pattern.compile("Error: (?:Invariant|Action property) (\\w+) is violated.*");
  private static final Pattern STATES =
      Pattern.compile(
          "(\\d+) states generated, (\\d+) distinct states found, (\\d+) states left.*");
  private static final Pattern DEPTH =
      Pattern.compile("The depth of the complete state graph search is (\\d+)\\.");
  private static final String STATE = "State ";
  private static final int TAIL_LINES = 60;

  /** Takes an unmodifiable copy of the output. */
  public TlcResult {
    output = List.copyOf(output);
  }

  /** Tells whether TLC went through the whole model and found nothing. */
  public boolean isClean() {
    return exitCode == 0 && output.contains("Model checking completed. No error has been found.");
  }

  /** Returns the invariant or property that does not hold, if that is what TLC found. */
  public Optional<String> violated() {
    return output.stream()
        .map(VIOLATED::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  /** Returns how many states the counterexample has, the initial one counted in; 0 without one. */
  public int counterexampleLength() {
    return (int) output.stream().filter(line -> line.startsWith(STATE)).count();
  }

  /** Returns how many different states were found, 0 where TLC did not come so far. */
  public long distinctStates() {
    return lastNumber(STATES, 2);
  }

  /** Returns the length of the longest of the shortest ways to a state. */
  public long depth() {
    return lastNumber(DEPTH, 1);
  }

  /** Returns the counterexample, or the end of the output where there is none. */
  public String explanation() {
    int from = Math.max(0, output.size() - TAIL_LINES);
    for (int i = 0; i < output.size(); i++) {
      if (output.get(i).startsWith("Error:")) {
        from = i;
        break;
      }
    }
    return String.join("\n", output.subList(from, output.size()));
  }

  private long lastNumber(Pattern pattern, int group) {
    return output.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .mapToLong(matcher -> Long.parseLong(matcher.group(group)))
        .reduce(0, (first, second) -> second);
  }
}
