package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.metadata.ClusterMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files under {@code config/} say what the code does. */
class ShippedConfigTest {
  private static final Path CONFIG = Path.of("..", "config");
  private static final Path ANNOTATED = CONFIG.resolve("rafthold.yaml");

  @Test
  void theAnnotatedFileNamesEveryKeyWithItsDefault() {
    final Map<String, RawSetting> written = YamlSettings.read(ANNOTATED);

    assertThat(written.keySet())
        .containsExactlyInAnyOrderElementsOf(Settings.all().stream().map(Setting::key).toList());
    for (final Setting<?> setting : Settings.all()) {
      final RawSetting byDefault = RawSetting.scalar(setting.defaultText(), RawSetting.DEFAULT);
      assertThat((Object) setting.parse(written.get(setting.key())))
          .as(setting.key())
          .isEqualTo(setting.parse(byDefault));
    }
  }

  @Test
  void everyKeyIsExplainedRightAboveIt() throws IOException {
    final List<String> lines = Files.readAllLines(ANNOTATED);
    for (final Setting<?> setting : Settings.all()) {
      final int at =
          lines.indexOf(
              lines.stream()
                  .filter(line -> line.startsWith(setting.key() + ":"))
                  .findFirst()
                  .orElseThrow());
      assertThat(lines.get(at - 1)).as("comment above " + setting.key()).startsWith("#");
    }
  }

  @Test
  void theAnnotatedFileLoadsAsTheDefaults() {
    final BrokerConfig config = ConfigLoader.load(ANNOTATED, Map.of(), List.of());

    assertThat(config.clusterId()).isEqualTo("rafthold");
    assertThat(config.members()).hasSize(1);
    assertThat(config.self()).isEqualTo(new ClusterMember(0, "127.0.0.1", 9100, 9101, 9102));
    assertThat(config.defaultReplication()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theFilesOfTheLoopbackClusterFitTogether(int brokerId) {
    final BrokerConfig first = loopback(0);
    final BrokerConfig config = loopback(brokerId);

    assertThat(config.self().id()).isEqualTo(brokerId);
    assertThat(config.clusterId()).isEqualTo(first.clusterId());
    assertThat(config.members()).isEqualTo(first.members()).hasSize(3);
    assertThat(config.defaultReplication()).isEqualTo(3);
  }

  @Test
  void theBrokersOfTheLoopbackClusterShareNoDirectory() {
    final Set<Object> directories = new HashSet<>();
    for (int brokerId = 0; brokerId < 3; brokerId++) {
      directories.add(loopback(brokerId).dataDirectory());
      directories.add(loopback(brokerId).aeronDirectory());
    }
    assertThat(directories).hasSize(6);
  }

  private static BrokerConfig loopback(int brokerId) {
    final Path file = CONFIG.resolve("cluster").resolve("broker-" + brokerId + ".yaml");
    return ConfigLoader.load(file, Map.of(), List.of());
  }
}
