package io.rafthold.server;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.MetadataLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code cluster.members}: a list of maps in a file, or one line elsewhere. */
final class MembersParser {
  /** Largest broker id. */
  static final int MAX_ID = ClusterMember.MAX_ID;

  /** Most brokers of a cluster. */
  static final int MAX_MEMBERS = MetadataLimits.MAX_REPLICAS;

  private static final String KEY = "cluster.members";
  private static final int MIN_PORT = 1;
  private static final int MAX_PORT = 65_535;
  private static final Set<String> FIELDS =
      Set.of("id", "host", "peerPort", "clientPort", "responsePort");
  private static final Pattern LINE =
      Pattern.compile("(\\d+)@(\\[[^]]+]|[^:@\\[\\]]+):(\\d+):(\\d+)(?::(\\d+))?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,253}");

  private MembersParser() {}

  static List<ClusterMember> parse(RawSetting raw) {
    final List<ClusterMember> members = new ArrayList<>();
    if (raw.isList()) {
      for (int i = 0; i < raw.items().size(); i++) {
        members.add(ofFields(KEY + "[" + i + "]", raw.items().get(i), raw));
      }
    } else {
      for (final String line : raw.text().split(",", -1)) {
        members.add(ofLine(line.strip()));
      }
    }
    if (members.isEmpty() || members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException(members.size() + " members; name 1 to " + MAX_MEMBERS);
    }
    refuseDuplicates(members, raw);
    return List.copyOf(members);
  }

  private static ClusterMember ofLine(String line) {
    final Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + line + "' is not a member; write id@host:peerPort:clientPort, commas between");
    }
    final String host = matcher.group(2).replaceAll("[\\[\\]]", "");
    final int clientPort = port(matcher.group(4));
    return new ClusterMember(
        Setting.parseInteger(matcher.group(1), 0, MAX_ID),
        host(host),
        port(matcher.group(3)),
        clientPort,
        matcher.group(5) == null ? defaultResponsePort(clientPort) : port(matcher.group(5)));
  }

  private static ClusterMember ofFields(
      String key, Map<String, RawSetting> fields, RawSetting all) {
    for (final Map.Entry<String, RawSetting> field : fields.entrySet()) {
      if (!FIELDS.contains(field.getKey())) {
        throw field
            .getValue()
            .refused(
                key + "." + field.getKey(),
                "unknown key; a member has id, host, peerPort, clientPort and responsePort");
      }
    }
    final int clientPort = portField(key, fields, "clientPort", all);
    return new ClusterMember(
        idField(key, fields, all),
        hostField(key, fields, all),
        portField(key, fields, "peerPort", all),
        clientPort,
        fields.containsKey("responsePort")
            ? portField(key, fields, "responsePort", all)
            : defaultResponsePort(clientPort));
  }

  private static int idField(String key, Map<String, RawSetting> fields, RawSetting all) {
    final RawSetting raw = required(key, fields, "id", all);
    return Setting.integer(key + ".id", "", 0, MAX_ID).parse(raw);
  }

  private static String hostField(String key, Map<String, RawSetting> fields, RawSetting all) {
    return Setting.of(key + ".host", "", MembersParser::host)
        .parse(required(key, fields, "host", all));
  }

  private static int portField(
      String key, Map<String, RawSetting> fields, String name, RawSetting all) {
    return Setting.of(key + "." + name, "", MembersParser::port)
        .parse(required(key, fields, name, all));
  }

  private static RawSetting required(
      String key, Map<String, RawSetting> fields, String name, RawSetting all) {
    final RawSetting raw = fields.get(name);
    if (raw == null) {
      final String origin =
          fields.values().stream().map(RawSetting::origin).findFirst().orElse(all.origin());
      throw new ConfigurationException(origin, key + "." + name, "", "missing; add it");
    }
    return raw;
  }

  private static String host(String text) {
    if (!HOST.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a host; write a name or an address");
    }
    if ("0.0.0.0".equals(text) || "::".equals(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' reaches no broker; write the address under which the others reach it");
    }
    return text;
  }

  private static int port(String text) {
    return Setting.parseInteger(text, MIN_PORT, MAX_PORT);
  }

  private static int defaultResponsePort(int clientPort) {
    if (clientPort == MAX_PORT) {
      throw new IllegalArgumentException(
          "clientPort 65535 leaves no port behind it for the responses; set responsePort");
    }
    return clientPort + 1;
  }

  private static void refuseDuplicates(List<ClusterMember> members, RawSetting raw) {
    final Map<Integer, Integer> ids = new HashMap<>();
    final Map<String, String> ports = new HashMap<>();
    for (int i = 0; i < members.size(); i++) {
      final ClusterMember member = members.get(i);
      if (ids.putIfAbsent(member.id(), i) != null) {
        throw new ConfigurationException(
            origin(raw, i, "id"),
            KEY + "[" + i + "].id",
            Integer.toString(member.id()),
            "the id of two brokers; give each broker its own");
      }
      claim(ports, member, "peerPort", member.peerPort(), raw, i);
      claim(ports, member, "clientPort", member.clientPort(), raw, i);
      claim(ports, member, "responsePort", member.responsePort(), raw, i);
    }
  }

  private static void claim(
      Map<String, String> ports,
      ClusterMember member,
      String field,
      int port,
      RawSetting raw,
      int at) {
    final String host =
        "localhost".equalsIgnoreCase(member.host())
            ? "127.0.0.1"
            : member.host().toLowerCase(Locale.ROOT);
    final String key = KEY + "[" + at + "]." + field;
    final String other = ports.putIfAbsent(host + " " + port, key);
    if (other != null) {
      throw new ConfigurationException(
          origin(raw, at, field),
          key,
          Integer.toString(port),
          "taken by "
              + other
              + " on the same host; give each its own (responsePort is clientPort"
              + " + 1 where it is not set)");
    }
  }

  private static String origin(RawSetting raw, int at, String field) {
    if (!raw.isList()) {
      return raw.origin();
    }
    final Map<String, RawSetting> fields = raw.items().get(at);
    return fields.getOrDefault(field, fields.getOrDefault("clientPort", raw)).origin();
  }
}
