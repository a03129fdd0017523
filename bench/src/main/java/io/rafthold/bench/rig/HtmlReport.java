package io.rafthold.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** One page that needs nothing else: tables, and latencies over percentiles. */
public final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Rafthold bench</title>
      <style>
      body { font: 15px/1.5 sans-serif; max-width: 72em; margin: 2em auto; padding: 0 1em; }
      table { border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto; }
      th, td { border: 1px solid #bbb; padding: .3em .6em; text-align: left; }
      svg { width: 100%; max-width: 60em; font-size: 12px; }
      .grid { stroke: #ddd; }
      .line { fill: none; stroke-width: 2; }
      pre { white-space: pre-wrap; }
      </style>
      </head>
      <body>
      <h1>Rafthold bench</h1>
      """;

  private final Summary summary;
  private final Machine machine;
  private final StringBuilder body = new StringBuilder();

  /**
   * Begins a page.
   *
   * @param summary all results
   * @param machine where they were taken
   */
  public HtmlReport(Summary summary, Machine machine) {
    this.summary = summary;
    this.machine = machine;
  }

  /**
   * Adds a table.
   *
   * @param title above it
   * @param markdown rows between bars, the second one a rule; lines that are no rows follow as text
   * @return this
   */
  public HtmlReport table(String title, String markdown) {
    body.append("<h2>").append(escaped(title)).append("</h2>\n<table>\n");
    final StringBuilder behind = new StringBuilder();
    String cell = "th";
    for (final String line : markdown.lines().toList()) {
      if (!line.startsWith("|")) {
        behind.append(escaped(line)).append('\n');
      } else if (line.startsWith("| ---")) {
        cell = "td";
      } else {
        row(line, cell);
      }
    }
    body.append("</table>\n<pre>").append(behind).append("</pre>\n");
    return this;
  }

  private void row(String line, String cell) {
    body.append("<tr>");
    for (final String content : line.substring(1, line.length() - 1).split("\\|", -1)) {
      body.append('<').append(cell).append('>').append(escaped(content.trim()));
      body.append("</").append(cell).append('>');
    }
    body.append("</tr>\n");
  }

  /**
   * Writes the page.
   *
   * @param file is replaced
   */
  public void write(Path file) {
    final StringBuilder page = new StringBuilder(HEAD);
    page.append("<p>").append(escaped(machine.toString())).append("</p>\n").append(body);
    for (final Measure measure : summary.measures()) {
      plot(page, measure);
    }
    page.append("</body>\n</html>\n");
    try {
      Files.writeString(file, page, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private void plot(StringBuilder page, Measure measure) {
    final Map<String, Latencies> lines = new LinkedHashMap<>();
    for (final SystemProfile system : summary.systems()) {
      final Latencies latencies = summary.latencies(system.name(), measure);
      if (latencies.count() > 0) {
        lines.put(system.name(), latencies);
      }
    }
    if (!lines.isEmpty()) {
      page.append("<h2>").append(measure.label()).append(", all rounds together</h2>\n");
      page.append(new PercentilePlot(lines).svg()).append('\n');
    }
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
