package io.rafthold.spec;

import java.util.List;
import java.util.Optional;

/** A step that no replica may take, put behind a true beginning of a trace. */
enum Lie {
  /** A second vote in one term. */
  SECOND_VOTE {
    @Override
    TraceStep after(TraceStep step, Trace trace) {
      return step.input().equals("SEND") && !vote(step).equals("0") && has(step, "\"F\"")
          ? changed(step, "MESSAGE", 1, vote(step).equals("1") ? "2" : "1")
          : null;
    }
  },
  /** A vote that was on disk, and is not there after a restart. */
  FORGOTTEN_VOTE {
    @Override
    TraceStep insteadOf(TraceStep step) {
      if (!step.input().equals("START") || vote(step).equals("0")) {
        return null;
      }
      String[] hard = items(step.hardState());
      hard[1] = "0";
      TraceStep other = changed(step, "START", 1, "0");
      return new TraceStep(
          step.broker(),
          "START",
          0,
          TraceText.NOTHING,
          other.state(),
          step.log(),
          TraceText.tuple((Object[]) hard),
          step.number(),
          "{}");
    }
  },
  /** A leader that nobody elected. */
  LEADER_WITHOUT_VOTES {
    @Override
    TraceStep after(TraceStep step, Trace trace) {
      return step.input().equals("HARD") && has(step, "\"C\"") && isLarge(trace)
          ? changed(step, "TICK", 2, "\"L\"")
          : null;
    }
  },
  /** A commit as soon as the leader has the entry itself. */
  COMMIT_ALONE {
    @Override
    TraceStep after(TraceStep step, Trace trace) {
      return step.input().equals("APPENDED") && has(step, "\"L\"") && isLarge(trace)
          ? changed(step, "END_CYCLE", 3, Long.toString(commit(step) + 1))
          : null;
    }
  },
  /** A committed entry that is truncated away. */
  TRUNCATED_COMMIT {
    @Override
    TraceStep after(TraceStep step, Trace trace) {
      return commit(step) > 0 && has(step, "\"F\"") && !step.input().equals("INSTALLED")
          ? withLog(step, "APPENDED", TraceText.tuple(commit(step) - 1, TraceText.NOTHING))
          : null;
    }
  },
  /** A commit index that falls. */
  FALLING_COMMIT {
    @Override
    TraceStep after(TraceStep step, Trace trace) {
      return commit(step) > 0 ? changed(step, "MESSAGE", 3, Long.toString(commit(step) - 1)) : null;
    }
  },
  /** An answer for more than is flushed. */
  UNFLUSHED_ANSWER {
    @Override
    TraceStep insteadOf(TraceStep step) {
      String ack = "<<\"ACK\", ";
      if (!step.out().startsWith("{" + ack) || step.out().contains("TRUE")) {
        return null;
      }
      String[] items = items(step.out().substring(1, step.out().indexOf(">>") + 2));
      items[4] = Long.toString(Long.parseLong(items[4]) + 1);
      return new TraceStep(
          step.broker(),
          "SEND",
          0,
          TraceText.NOTHING,
          step.state(),
          step.log(),
          step.hardState(),
          0,
          "{" + TraceText.tuple((Object[]) items) + "}");
    }
  },
  /** A replica that has caught up with nobody, and is a voter again. */
  REJOINED_AT_ONCE {
    @Override
    TraceStep after(TraceStep step, Trace trace) {
      return step.input().equals("START") && has(step, "TRUE")
          ? changed(step, "MESSAGE", 4, "FALSE")
          : null;
    }
  },
  /** A change of membership before an entry of the leader's term is committed. */
  CHANGE_TOO_EARLY {
    @Override
    TraceStep after(TraceStep step, Trace trace) {
      if (!step.input().equals("APPENDED") || !has(step, "\"L\"") || !isLarge(trace)) {
        return null;
      }
      String entry = TraceText.tuple(items(step.state())[0], "<<{1, 2}, {}>>");
      String kept = items(step.log())[0];
      long length = Long.parseLong(kept) + 1;
      return step.log().split("<<>>", -1).length == 2
          ? withLog(step, "MEMBERSHIP", TraceText.tuple(length, TraceText.tuple(entry)))
          : null;
    }
  },
  /** An entry that no leader sent. */
  FOREIGN_ENTRY {
    @Override
    TraceStep insteadOf(TraceStep step) {
      return step.input().equals("APPENDED") && has(step, "\"F\"")
          ? new TraceStep(
              step.broker(),
              step.input(),
              step.term(),
              step.message(),
              step.state(),
              step.log().replaceAll("<<\\d+, <<>>>>", "<<0, <<>>>>"),
              step.hardState(),
              step.number(),
              step.out())
          : null;
    }
  };

  /** The lie that may follow a step, or null. */
  TraceStep after(TraceStep step, Trace trace) {
    return null;
  }

  /** The lie that may take a step's place, or null. */
  TraceStep insteadOf(TraceStep step) {
    return null;
  }

  /** The beginning of a trace, as far as the first such lie. */
  Optional<Trace> in(Trace trace) {
    List<TraceStep> steps = trace.steps();
    for (int i = 0; i < steps.size(); i++) {
      TraceStep instead = insteadOf(steps.get(i));
      if (instead != null && !instead.equals(steps.get(i))) {
        return Optional.of(trace.upTo(i, instead));
      }
      TraceStep next = after(steps.get(i), trace);
      if (next != null) {
        return Optional.of(trace.upTo(i + 1, next));
      }
    }
    return Optional.empty();
  }

  private static String[] items(String tuple) {
    return tuple.substring(2, tuple.length() - 2).split(", ", -1);
  }

  private static String vote(TraceStep step) {
    return items(step.state())[1];
  }

  private static long commit(TraceStep step) {
    return Long.parseLong(items(step.state())[3]);
  }

  private static boolean has(TraceStep step, String item) {
    return List.of(items(step.state())).contains(item);
  }

  /** In a group of one, what would be a lie elsewhere can be true. */
  private static boolean isLarge(Trace trace) {
    return items(trace.voters().replace("{", "<<").replace("}", ">>")).length >= 3;
  }

  private static TraceStep changed(TraceStep step, String input, int position, String item) {
    String[] items = items(step.state());
    items[position] = item;
    return new TraceStep(
        step.broker(),
        input,
        0,
        TraceText.NOTHING,
        TraceText.tuple((Object[]) items),
        TraceText.NOTHING,
        TraceText.NOTHING,
        0,
        "{}");
  }

  private static TraceStep withLog(TraceStep step, String input, String log) {
    return new TraceStep(
        step.broker(), input, 0, TraceText.NOTHING, step.state(), log, TraceText.NOTHING, 0, "{}");
  }
}
