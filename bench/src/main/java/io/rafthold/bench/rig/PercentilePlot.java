package io.rafthold.bench.rig;

import java.util.Locale;
import java.util.Map;

/**
 * Latencies over percentiles, as HdrHistogram's plots have them: both axes logarithmic, to the
 * right the rarer. One SVG element.
 */
final class PercentilePlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;
  private static final int LEFT = 70;
  private static final int BOTTOM = 40;
  private static final int TOP = 20;
  private static final int LEGEND = 190;

  /** Nines shown: up to p99.999. */
  private static final double MAX_NINES = 5;

  private static final int STEPS_PER_NINE = 20;
  private static final String[] COLOURS = {
    "#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910", "#34495e", "#16a085", "#7f8c8d"
  };

  private final Map<String, Latencies> lines;
  private final double leastDecade;
  private final double mostDecade;

  PercentilePlot(Map<String, Latencies> lines) {
    this.lines = lines;
    double least = Double.MAX_VALUE;
    double most = 1;
    for (final Latencies latencies : lines.values()) {
      least = Math.min(least, latencies.atPercentileUs(0));
      most = Math.max(most, latencies.atPercentileUs(100));
    }
    leastDecade = Math.floor(Math.log10(Math.max(1, least)));
    mostDecade = Math.max(leastDecade + 1, Math.ceil(Math.log10(most)));
  }

  String svg() {
    final StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, HEIGHT));
    grid(svg);
    int number = 0;
    for (final Map.Entry<String, Latencies> line : lines.entrySet()) {
      final String colour = COLOURS[number % COLOURS.length];
      svg.append(
          String.format(Locale.ROOT, "<polyline class=\"line\" stroke=\"%s\" points=\"", colour));
      points(svg, line.getValue());
      svg.append("\"/>");
      final int y = TOP + 16 * number++;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
              WIDTH - LEGEND + 12,
              y + 4,
              colour,
              HtmlReport.escaped(line.getKey())));
    }
    return svg.append("</svg>").toString();
  }

  private void grid(StringBuilder svg) {
    for (int nines = 0; nines <= MAX_NINES; nines++) {
      final String label = nines == 0 ? "p0" : nines == 1 ? "p90" : "p99" + fraction(nines);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"grid\"/>"
                  + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x(nines),
              x(nines),
              TOP,
              HEIGHT - BOTTOM,
              x(nines),
              HEIGHT - BOTTOM + 18,
              label));
    }
    for (double decade = leastDecade; decade <= mostDecade; decade++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,.0f us</text>",
              LEFT,
              WIDTH - LEGEND,
              y(decade),
              y(decade),
              LEFT - 6,
              y(decade) + 4,
              Math.pow(10, decade)));
    }
  }

  private static String fraction(int nines) {
    return nines == 2 ? "" : "." + "9".repeat(nines - 2);
  }

  private void points(StringBuilder svg, Latencies latencies) {
    for (int step = 0; step <= MAX_NINES * STEPS_PER_NINE; step++) {
      final double nines = (double) step / STEPS_PER_NINE;
      final double rarity = Math.pow(10, -nines);
      if (rarity * latencies.count() < 1) {
        // Less than one message is rarer than that: nothing was measured there.
        return;
      }
      final double us = Math.max(1, latencies.atPercentileUs(100 * (1 - rarity)));
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(nines), y(Math.log10(us))));
    }
  }

  private static double x(double nines) {
    return LEFT + nines / MAX_NINES * (WIDTH - LEGEND - LEFT);
  }

  private double y(double decade) {
    final double share = (decade - leastDecade) / (mostDecade - leastDecade);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }
}
