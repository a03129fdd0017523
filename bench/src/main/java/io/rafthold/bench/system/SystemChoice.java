package io.rafthold.bench.system;

import java.util.ArrayList;
import java.util.List;

/**
 * A system as users name it: {@code name:option:option}. Options are taken one by one, and none may
 * be left over.
 */
public final class SystemChoice {
  private final String text;
  private final String name;
  private final List<String> options;

  /**
   * Takes a choice apart.
   *
   * @param text as written
   */
  public SystemChoice(String text) {
    this.text = text;
    final List<String> parts = List.of(text.split(":", -1));
    name = parts.get(0);
    options = new ArrayList<>(parts.subList(1, parts.size()));
  }

  /** Returns the system's name, without options. */
  public String name() {
    return name;
  }

  /** Returns it as it was written: the name in results. */
  public String text() {
    return text;
  }

  /**
   * Takes an option.
   *
   * @param option its name
   * @return whether it was there
   */
  public boolean take(String option) {
    return options.remove(option);
  }

  /**
   * Takes one of several options.
   *
   * @param otherwise what it is where none of them was named
   * @param others the other ones
   * @return which one
   */
  public String takeOneOf(String otherwise, String... others) {
    String taken = null;
    for (final String option : others) {
      if (take(option)) {
        if (taken != null) {
          throw new IllegalArgumentException(text + " asks for both " + taken + " and " + option);
        }
        taken = option;
      }
    }
    return taken == null ? otherwise : taken;
  }

  /**
   * Checks that all options were taken.
   *
   * @param usage says which there are
   * @throws IllegalArgumentException naming those that are left
   */
  public void checkAllTaken(String usage) {
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          text + " has options that " + name + " does not know: " + options + "; use " + usage);
    }
  }
}
