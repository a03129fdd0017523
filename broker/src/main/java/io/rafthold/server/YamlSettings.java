package io.rafthold.server;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a YAML file into dotted keys, each with its line. Nested maps and dotted keys are the same:
 * {@code cluster: {id: x}} and {@code cluster.id: x}.
 */
final class YamlSettings {
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 8;

  private final Path file;
  private final Map<String, RawSetting> settings = new LinkedHashMap<>();

  private YamlSettings(Path file) {
    this.file = file;
  }

  static Map<String, RawSetting> read(Path file) {
    final YamlSettings reader = new YamlSettings(file);
    reader.compose().ifPresent(root -> reader.readMap("", root, 0));
    return reader.settings;
  }

  private Optional<Node> compose() {
    final LoadSettings loading =
        LoadSettings.builder().setLabel(file.toString()).setUseMarks(true).build();
    try {
      return new Compose(loading).composeString(text());
    } catch (final MarkedYamlEngineException broken) {
      final Optional<Mark> mark = broken.getProblemMark().or(broken::getContextMark);
      throw new ConfigurationException(
          origin(mark) + ": not YAML: " + broken.getProblem() + "; mend the line");
    } catch (final YamlEngineException broken) {
      throw new ConfigurationException(
          file + ": not YAML: " + broken.getMessage().lines().findFirst().orElse("unreadable"));
    }
  }

  private String text() {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ConfigurationException(
            file + ": " + Files.size(file) + " bytes: too large for a configuration; name another");
      }
      return Files.readString(file);
    } catch (final NoSuchFileException missing) {
      throw new ConfigurationException(file + ": no such file; name the configuration file");
    } catch (final MalformedInputException notText) {
      throw new ConfigurationException(file + ": not UTF-8 text; save it as UTF-8");
    } catch (final IOException unreadable) {
      throw new ConfigurationException(
          file + ": cannot be read (" + unreadable + "); check its permissions");
    }
  }

  private void readMap(String prefix, Node node, int depth) {
    if (!(node instanceof MappingNode map)) {
      throw new ConfigurationException(
          origin(node.getStartMark()) + ": keys and values are wanted here, as in 'broker.id: 0'");
    }
    if (depth > MAX_DEPTH) {
      throw new ConfigurationException(
          origin(node.getStartMark()) + ": " + prefix + ": nested too deep; write dotted keys");
    }
    for (final NodeTuple tuple : map.getValue()) {
      final String origin = origin(tuple.getKeyNode().getStartMark());
      final String key = prefix + keyText(tuple.getKeyNode(), origin);
      if (tuple.getValueNode() instanceof MappingNode && !Settings.isKnown(key)) {
        readMap(key + ".", tuple.getValueNode(), depth + 1);
      } else {
        put(key, value(key, tuple.getValueNode(), origin));
      }
    }
  }

  private void put(String key, RawSetting value) {
    final RawSetting earlier = settings.putIfAbsent(key, value);
    if (earlier != null) {
      throw value.refused(key, "set already at " + earlier.origin() + "; remove one of the two");
    }
  }

  private RawSetting value(String key, Node node, String origin) {
    if (node instanceof ScalarNode scalar) {
      return RawSetting.scalar(scalar.getValue().strip(), origin);
    }
    if (node instanceof SequenceNode sequence) {
      final List<Map<String, RawSetting>> items = new ArrayList<>();
      for (final Node item : sequence.getValue()) {
        items.add(item(key, item));
      }
      return new RawSetting("a list of " + items.size(), items, origin);
    }
    throw new ConfigurationException(
        origin, key, "a map", "one value is wanted here, not keys and values");
  }

  private Map<String, RawSetting> item(String key, Node node) {
    final String origin = origin(node.getStartMark());
    if (!(node instanceof MappingNode map)) {
      throw new ConfigurationException(
          origin, key, "a list", "each item is a map, as in {id: 0, host: a, peerPort: 9100, ...}");
    }
    final Map<String, RawSetting> fields = new LinkedHashMap<>();
    for (final NodeTuple tuple : map.getValue()) {
      final String fieldOrigin = origin(tuple.getKeyNode().getStartMark());
      final String field = keyText(tuple.getKeyNode(), fieldOrigin);
      final RawSetting value = value(key + "." + field, tuple.getValueNode(), fieldOrigin);
      if (fields.putIfAbsent(field, value) != null) {
        throw value.refused(key + "." + field, "set twice in one item; remove one of the two");
      }
    }
    return fields;
  }

  private static String keyText(Node node, String origin) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new ConfigurationException(origin + ": a key must be plain text");
  }

  private String origin(Optional<Mark> mark) {
    return mark.map(at -> file + ":" + (at.getLine() + 1)).orElse(file.toString());
  }
}
