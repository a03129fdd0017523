package io.rafthold.cli;

import io.rafthold.log.LogDamageException;
import io.rafthold.server.OfflineRepair;
import io.rafthold.server.RepairPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code log repair}: ends damaged logs before their damage, where no peer can give it back. */
@Command(
    name = "repair",
    description = {
      "Say what is damaged in a stopped broker's replicas, and what would go if they were repaired",
      "without their peers; with --accept-data-loss, do so: the log ends behind its last sound",
      "entry, what is cut off moves to quarantine, and the replica counts with what is left.",
      "A replica whose group has other voters needs none of this: start the broker, and it gets",
      "back from them what it lost. Exits 7 where something would go and was not told to."
    },
    mixinStandardHelpOptions = true)
final class LogRepairCommand implements Callable<Integer> {
  private static final DateTimeFormatter LABEL =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "A broker's data.dir.")
  private Path directory;

  @Option(
      names = "--group",
      paramLabel = "ID",
      description = "One Raft group; 0 is the metadata. All without it.")
  private Integer group;

  @Option(
      names = "--accept-data-loss",
      description = "Repair: what the damage took is given up on this broker.")
  private boolean acceptsDataLoss;

  @Option(names = "--json", description = "Print a JSON object a group.")
  private boolean json;

  LogRepairCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (OfflineRepair repair = OfflineRepair.open(directory)) {
      final List<Integer> groups = repair.groups();
      if (group != null && !groups.contains(group)) {
        throw new CommandException(
            ExitCodes.NOT_FOUND, directory + " has no replica of group " + group);
      }
      boolean isLeft = false;
      for (final int each : group == null ? groups : List.of(group)) {
        isLeft |= repair(repair, each);
      }
      return isLeft ? ExitCodes.VERIFICATION_FAILED : ExitCodes.OK;
    } catch (final IOException refused) {
      throw new UncheckedIOException("cannot repair " + directory, refused);
    }
  }

  /** Repairs one group, or says what would go; true where something is left to repair. */
  private boolean repair(OfflineRepair repair, int groupId) {
    final RepairPlan plan;
    try {
      plan = repair.examine(groupId);
    } catch (final LogDamageException unmendable) {
      terminal.print("group " + groupId + ": cannot be repaired: " + unmendable.getMessage());
      return true;
    }
    final boolean repairs = plan.isNeeded() && acceptsDataLoss;
    if (repairs) {
      repair.repair(plan, LABEL.format(Instant.now()));
    }
    terminal.print(json ? json(plan, repairs) : text(plan, repairs));
    return plan.isNeeded() && !repairs;
  }

  private static String text(RepairPlan plan, boolean isDone) {
    final String group = "group " + plan.groupId() + ": ";
    if (!plan.isNeeded()) {
      return group + "sound";
    }
    final StringBuilder text = new StringBuilder(group);
    text.append(isDone ? "repaired" : "to be repaired");
    plan.damages().forEach(damage -> text.append("\n  damage: ").append(damage.getMessage()));
    plan.files().forEach(file -> text.append("\n  made anew, empty: ").append(file));
    if (plan.cut() != null) {
      text.append("\n  to quarantine: segments ").append(plan.cut().ordinals());
    }
    if (plan.losesEntries()) {
      text.append(isDone ? "\n  went: " : "\n  would go: ");
      text.append("entries ").append(plan.firstLostIndex());
      text.append(" to ").append(plan.lastLostIndex());
      text.append(", offsets ").append(plan.firstLostOffset());
      if (plan.isLostEndKnown()) {
        text.append(" to ").append(plan.endLostOffset() - 1);
      } else {
        text.append(" on");
      }
    } else {
      text.append("\n  no entry ").append(isDone ? "went" : "would go");
    }
    if (plan.isMarkLost()) {
      text.append(
          "\n  how far it had been flushed is not known: all that is found counts, and what");
      text.append(" a lost newest segment held cannot be told");
    }
    if (plan.isRejoining()) {
      text.append("\n  it waits for a leader to catch up with, and ");
      text.append(isDone ? "counts again as it is" : "would count as it is");
    }
    if (!isDone) {
      text.append("\n  ").append(advice(plan));
    }
    return text.toString();
  }

  private static String advice(RepairPlan plan) {
    if (plan.isMembershipLost()) {
      return "who else votes in its group is not known here: if anybody does, start the broker;"
          + " else --accept-data-loss";
    }
    return plan.hasOtherVoters()
        ? "its group has other voters: start the broker, and they give back what they can"
        : "nobody else has it; to give it up: --accept-data-loss";
  }

  private static String json(RepairPlan plan, boolean isDone) {
    final JsonWriter json =
        new JsonWriter()
            .beginObject()
            .field("group", plan.groupId())
            .field("damaged", !plan.damages().isEmpty())
            .field("rejoining", plan.isRejoining())
            .field("otherVoters", plan.hasOtherVoters())
            .field("repaired", isDone)
            .beginArray("damages");
    for (final LogDamageException damage : plan.damages()) {
      json.beginObject()
          .field("file", damage.segment())
          .knownField("index", damage.index())
          .field("position", damage.position())
          .field("problem", damage.problem())
          .endObject();
    }
    json.endArray();
    if (plan.losesEntries()) {
      json.beginObject("lost")
          .field("firstIndex", plan.firstLostIndex())
          .field("lastIndex", plan.lastLostIndex())
          .field("firstOffset", plan.firstLostOffset())
          .field("endOffset", plan.endLostOffset())
          .field("isEndOffsetKnown", plan.isLostEndKnown())
          .endObject();
    }
    return json.endObject().toString();
  }
}
