package io.rafthold.server;

import io.rafthold.client.transport.Mtu;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.MetadataLimits;
import io.rafthold.protocol.AckLevel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every key that the broker knows, in the order of {@code config/rafthold.yaml}. */
final class Settings {
  /** Stands for a value that the broker works out from others. */
  static final String AUTO = "auto";

  private static final Pattern CLUSTER_ID_SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final long MIN_REBALANCE_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_REBALANCE_AFTER_NS = TimeUnit.HOURS.toNanos(24);

  static final Setting<String> CLUSTER_ID =
      Setting.of("cluster.id", "rafthold", Settings::clusterId);
  static final Setting<List<ClusterMember>> MEMBERS =
      new Setting<>("cluster.members", "0@127.0.0.1:9100:9101", MembersParser::parse);
  static final Setting<Integer> BROKER_ID =
      Setting.integer("broker.id", "0", 0, MembersParser.MAX_ID);
  static final Setting<Boolean> JOIN =
      Setting.of("cluster.join", "false", choice(Map.of("false", false, "true", true)));
  static final Setting<Path> DATA_DIR = Setting.of("data.dir", "data", Settings::path);
  static final Setting<Boolean> DATA_NETWORK =
      Setting.of("data.network", "refuse", choice(Map.of("refuse", false, "allow", true)));
  static final Setting<Long> DISK_RESERVE =
      Setting.of(
          "disk.reserve",
          AUTO,
          text -> AUTO.equals(text) ? DiskWatch.AUTO_RESERVE : SizeFormat.parseBytes(text));
  static final Setting<String> AERON_DIR =
      Setting.of("aeron.dir", AUTO, text -> AUTO.equals(text) ? text : path(text).toString());
  static final Setting<Boolean> DRIVER_EMBEDDED =
      Setting.of("aeron.driver", "embedded", choice(Map.of("embedded", true, "external", false)));
  static final Setting<Long> TERM_LENGTH =
      Setting.of("aeron.term.length", "16MiB", Settings::termLength);
  static final Setting<Integer> MTU = Setting.of("aeron.mtu", AUTO, Settings::mtu);
  static final Setting<Long> LINK_TIMEOUT = Setting.duration("link.timeout", "5s", "500ms", "1m");
  static final Setting<ThreadProfile> PROFILE =
      Setting.of(
          "threads.profile",
          ThreadProfile.AUTO,
          text -> ThreadProfile.ofLabel(text, Runtime.getRuntime().availableProcessors()));
  static final Setting<ThreadCpus> CPUS =
      Setting.of("threads.cpus", ThreadCpus.ANY, ThreadCpus::parse);
  static final Setting<TimeoutRange> ELECTION_TIMEOUT =
      Setting.timeoutRange("election.timeout", "250ms..500ms", "10ms", "1m");
  static final Setting<Long> HEARTBEAT_INTERVAL =
      Setting.duration("heartbeat.interval", "50ms", "1ms", "10s");
  static final Setting<Long> LEADER_REBALANCE_AFTER =
      Setting.of("leader.rebalance.after", "10s", Settings::rebalanceAfter);
  static final Setting<AckLevel> ACK = Setting.of("ack", "quorum-sync", AckLevel::ofLabel);
  static final Setting<Integer> REPLICATION =
      Setting.of(
          "replication.default",
          AUTO,
          text -> AUTO.equals(text) ? 0 : Setting.parseInteger(text, 1, MembersParser.MAX_MEMBERS));
  static final Setting<Long> SEGMENT_BYTES =
      Setting.size(
          "segment.bytes",
          "64MiB",
          MetadataLimits.MIN_SEGMENT_BYTES,
          MetadataLimits.MAX_SEGMENT_BYTES);
  static final Setting<Long> RECORD_MAX_BYTES =
      Setting.size("record.max.bytes", "1MiB", 1L << 10, 8L << 20);
  static final Setting<Long> FLUSH_INTERVAL =
      Setting.duration("flush.interval", "10ms", "1ms", "1m");
  static final Setting<Long> HOUSEKEEPING_RATE =
      Setting.size("housekeeping.rate", "200MiB", 1L << 20, 16L << 30);
  static final Setting<Long> BACKFILL_RATE =
      Setting.size("backfill.rate", "2GiB", 1L << 20, 16L << 30);
  static final Setting<Long> SCRUB_RATE = Setting.size("scrub.rate", "8MiB", 0, 16L << 30);
  static final Setting<Long> SCRUB_INTERVAL =
      Setting.duration("scrub.interval", "1d", "100ms", "365d");
  static final Setting<Integer> METRICS_PORT = Setting.integer("metrics.port", "0", 0, 65_535);
  static final Setting<String> METRICS_HOST =
      Setting.of("metrics.host", "127.0.0.1", Function.identity());
  static final Setting<Integer> SEGMENTS_POOLED = Setting.integer("segments.pooled", "2", 0, 1024);
  static final Setting<Integer> SESSIONS_MAX = Setting.integer("sessions.max", "1024", 1, 65_536);
  static final Setting<Integer> SUBSCRIPTIONS_MAX =
      Setting.integer("subscriptions.max", "1024", 1, 65_536);
  static final Setting<Long> INFLIGHT_MAX_BYTES =
      Setting.size("inflight.max.bytes", "16MiB", 1L << 20, 1L << 30);

  static final Setting<Long> RETENTION_CHECK_INTERVAL =
      Setting.duration("retention.check.interval", "10s", "10ms", "1h");
  static final Setting<Long> RETENTION_FOLLOWER_GRACE =
      Setting.duration("retention.follower.grace", "10m", "0s", "30d");

  private static final List<Setting<?>> ALL =
      List.of(
          CLUSTER_ID,
          MEMBERS,
          BROKER_ID,
          JOIN,
          DATA_DIR,
          DATA_NETWORK,
          DISK_RESERVE,
          AERON_DIR,
          DRIVER_EMBEDDED,
          TERM_LENGTH,
          MTU,
          LINK_TIMEOUT,
          PROFILE,
          CPUS,
          ELECTION_TIMEOUT,
          HEARTBEAT_INTERVAL,
          LEADER_REBALANCE_AFTER,
          ACK,
          REPLICATION,
          SEGMENT_BYTES,
          RECORD_MAX_BYTES,
          FLUSH_INTERVAL,
          HOUSEKEEPING_RATE,
          BACKFILL_RATE,
          SCRUB_RATE,
          SCRUB_INTERVAL,
          METRICS_PORT,
          METRICS_HOST,
          SEGMENTS_POOLED,
          SESSIONS_MAX,
          SUBSCRIPTIONS_MAX,
          INFLIGHT_MAX_BYTES,
          RETENTION_CHECK_INTERVAL,
          RETENTION_FOLLOWER_GRACE);

  private static final Map<String, Setting<?>> BY_KEY =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

  private Settings() {}

  static List<Setting<?>> all() {
    return ALL;
  }

  static boolean isKnown(String key) {
    return BY_KEY.containsKey(key);
  }

  /** A remedy for a key that is not known: the nearest one that is, or where all stand. */
  static String remedyFor(String unknownKey) {
    for (final Setting<?> setting : ALL) {
      final String known = setting.key();
      if (known.equalsIgnoreCase(unknownKey)
          || known.endsWith("." + unknownKey)
          || known.replace(".", "").equalsIgnoreCase(unknownKey.replaceAll("[._-]", ""))) {
        return "did you mean " + known + "?";
      }
    }
    return "config/rafthold.yaml lists every key";
  }

  private static String clusterId(String text) {
    if (!CLUSTER_ID_SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "not a cluster id; use 1 to 64 letters, digits, dots, underscores and dashes");
    }
    return text;
  }

  private static Path path(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (final InvalidPathException notAPath) {
      throw new IllegalArgumentException("not a path; write a directory", notAPath);
    }
  }

  private static long termLength(String text) {
    final long bytes = SizeFormat.parseBytes(text);
    if (Long.bitCount(bytes) != 1 || bytes < 64L << 10 || bytes > 1L << 30) {
      throw new IllegalArgumentException("choose a power of two from 64KiB to 1GiB");
    }
    return bytes;
  }

  private static long rebalanceAfter(String text) {
    final long durationNs = "0".equals(text) ? 0 : DurationFormat.parseNs(text);
    if (durationNs != 0
        && (durationNs < MIN_REBALANCE_AFTER_NS || durationNs > MAX_REBALANCE_AFTER_NS)) {
      throw new IllegalArgumentException("out of range; choose 100ms to 24h, or 0 for never");
    }
    return durationNs;
  }

  private static int mtu(String text) {
    if (AUTO.equals(text)) {
      return Mtu.AUTOMATIC;
    }
    final long bytes = SizeFormat.parseBytes(text);
    if (bytes < Mtu.MIN_BYTES || bytes > Mtu.MAX_BYTES || bytes % Mtu.UNIT_BYTES != 0) {
      throw new IllegalArgumentException(
          "choose auto, or a multiple of 32 from " + Mtu.MIN_BYTES + " to " + Mtu.MAX_BYTES);
    }
    return (int) bytes;
  }

  private static <T> Function<String, T> choice(Map<String, T> choices) {
    return text -> {
      final T chosen = choices.get(text);
      if (chosen == null) {
        throw new IllegalArgumentException(
            "not a choice; use "
                + choices.keySet().stream().sorted().collect(Collectors.joining(" or ")));
      }
      return chosen;
    };
  }
}
