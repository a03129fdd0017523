package io.rafthold.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns for a human: as wide as their widest cell, numbers and words alike to the left. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();

  TextTable(String... titles) {
    rows.add(titles);
  }

  void row(Object... cells) {
    final String[] row = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      row[i] = String.valueOf(cells[i]);
    }
    rows.add(row);
  }

  /** Writes a number that may be unknown: a dash where it is negative. */
  static String known(long value) {
    return value < 0 ? "-" : Long.toString(value);
  }

  @Override
  public String toString() {
    final int[] widths = new int[rows.get(0).length];
    for (final String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    final StringBuilder text = new StringBuilder();
    for (final String[] row : rows) {
      final StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length())).append(GAP);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.substring(0, text.length() - 1);
  }
}
