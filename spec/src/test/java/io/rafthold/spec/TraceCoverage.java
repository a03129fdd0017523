package io.rafthold.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How often what matters happened in traces: one in which nothing does shows nothing. */
final class TraceCoverage {
  private static final Pattern ENTRY = Pattern.compile("<<\\d+, <<(?:>>|\\{)");

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<Integer, Long> lengths = new HashMap<>();
  private final Map<Integer, String> states = new HashMap<>();

  static Map<String, Integer> of(List<Trace> traces) {
    TraceCoverage coverage = new TraceCoverage();
    for (Trace trace : traces) {
      coverage.lengths.clear();
      coverage.states.clear();
      trace.steps().forEach(coverage::add);
    }
    return coverage.counts;
  }

  private void add(TraceStep step) {
    String before = states.getOrDefault(step.broker(), "");
    count("elected", isLeader(step.state()) && !isLeader(before));
    count("rejoined", before.contains("TRUE") && !step.state().contains("TRUE"));
    states.put(step.broker(), step.state());
    count("started again", step.input().equals("START"));
    count("started after a power cut", step.input().equals("START") && step.number() == 1);
    count("installed", step.input().equals("INSTALLED"));
    count("membership changed", step.input().equals("MEMBERSHIP"));
    count("handed over", step.message().startsWith("<<\"NOW\""));
    count("asked by a candidate for all", isUnanimous(step.message()));
    count("truncated", isTruncated(step));
  }

  private void count(String what, boolean happened) {
    counts.merge(what, happened ? 1 : 0, Integer::sum);
  }

  private static boolean isLeader(String state) {
    return state.contains("\"L\"");
  }

  private static boolean isUnanimous(String message) {
    return message.startsWith("<<\"VREQ\"") && message.endsWith("TRUE>>");
  }

  private boolean isTruncated(TraceStep step) {
    if (step.log().equals(TraceText.NOTHING)) {
      return false;
    }
    long kept = Long.parseLong(step.log().substring(2, step.log().indexOf(',')));
    long before = lengths.getOrDefault(step.broker(), 0L);
    lengths.put(step.broker(), kept + ENTRY.matcher(step.log()).results().count());
    return step.input().equals("APPENDED") && kept < before;
  }
}
