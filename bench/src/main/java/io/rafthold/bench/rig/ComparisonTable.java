package io.rafthold.bench.rig;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;

/** Systems side by side: medians of all rounds, and from where to where they spread. */
public final class ComparisonTable {
  /** A column: its title, and the figure that stands in it. */
  private record Column(String title, Measure measure, ToDoubleFunction<Result> figure) {}

  private static final List<Column> COLUMNS =
      List.of(
          latency("closed loop p50 us", Measure.CLOSED_LOOP, 50),
          latency("p99 us", Measure.CLOSED_LOOP, 99),
          latency("open loop p50 us", Measure.OPEN_LOOP, 50),
          latency("p99 us", Measure.OPEN_LOOP, 99),
          latency("p99.9 us", Measure.OPEN_LOOP, 99.9),
          latency("end to end p50 us", Measure.END_TO_END, 50),
          rate("most acknowledged msg/s", Measure.THROUGHPUT),
          new Column("CPU us each", Measure.THROUGHPUT, Result::cpuUsPerMessage),
          rate("replay msg/s", Measure.REPLAY),
          rate("local replay msg/s", Measure.LOCAL_REPLAY));

  private final Summary summary;

  /**
   * Makes a table.
   *
   * @param summary all results
   */
  public ComparisonTable(Summary summary) {
    this.summary = summary;
  }

  private static Column latency(String title, Measure measure, double percentile) {
    return new Column(title, measure, result -> result.latencies().atPercentileUs(percentile));
  }

  private static Column rate(String title, Measure measure) {
    return new Column(title, measure, result -> result.outcome().messagesPerSecond());
  }

  /** Returns the table in Markdown, with what each row is a row of below it. */
  public String markdown() {
    final StringBuilder text = new StringBuilder();
    if (!summary.systems().isEmpty()) {
      rows(text);
    }
    summary.failures().forEach(failure -> text.append("- ").append(failure.line()).append('\n'));
    return text.toString();
  }

  private void rows(StringBuilder text) {
    final List<Column> columns = usedColumns();
    final StringJoiner titles = new StringJoiner(" | ", "| system | ", " |\n");
    columns.forEach(column -> titles.add(column.title()));
    text.append(titles).append("| --- ".repeat(columns.size() + 1)).append("|\n");
    for (final SystemProfile system : summary.systems()) {
      final StringJoiner row = new StringJoiner(" | ", "| " + system.name() + " | ", " |\n");
      columns.forEach(column -> row.add(cell(system, column)));
      text.append(row);
    }
    text.append('\n');
    for (final SystemProfile system : summary.systems()) {
      text.append("- ").append(system);
      final long dropped = summary.droppedDatagrams(system.name());
      text.append(dropped == 0 ? "" : "; " + dropped + " datagrams dropped meanwhile");
      text.append('\n');
    }
  }

  private List<Column> usedColumns() {
    final List<Measure> measures = summary.measures();
    return COLUMNS.stream().filter(column -> measures.contains(column.measure())).toList();
  }

  private String cell(SystemProfile system, Column column) {
    final Optional<Spread> spread =
        summary.figure(system.name(), column.measure(), column.figure());
    return spread.map(Spread::toString).orElse("");
  }
}
