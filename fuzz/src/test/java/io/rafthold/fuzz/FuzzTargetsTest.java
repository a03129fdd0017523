package io.rafthold.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each target on its seeds, on what broke it once ({@code src/test/resources/fuzz}), and on
 * mutations of both under a fixed seed. Jazzer looks further: {@link FuzzCampaign}.
 */
class FuzzTargetsTest {
  private static final long SEED = 20_260;
  private static final int MUTATIONS = 1_500;

  static List<String> targets() {
    return FuzzTargets.NAMES;
  }

  @ParameterizedTest
  @MethodSource("targets")
  void holds(String name) throws Exception {
    final SplittableRandom random = new SplittableRandom(SEED);
    try (FuzzTarget target = FuzzTargets.of(name)) {
      final Feeder feeder = new Feeder(target);
      final List<byte[]> seeds =
          Stream.concat(target.seeds().stream(), found(name).stream()).toList();
      assertThat(seeds).isNotEmpty();
      for (final byte[] seed : seeds) {
        feed(feeder, seed);
      }
      for (int i = 0; i < MUTATIONS; i++) {
        feed(feeder, Mutation.of(seeds.get(random.nextInt(seeds.size())), seeds, random));
      }
    }
  }

  private static void feed(Feeder feeder, byte[] input) {
    try {
      feeder.feed(input);
    } catch (Exception | Error e) {
      throw new AssertionError("seed " + SEED + ", input " + HexFormat.of().formatHex(input), e);
    }
  }

  /** Inputs that broke a target once. */
  private static List<byte[]> found(String name) throws IOException {
    final Path directory = Path.of("src/test/resources/fuzz", name);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().map(FuzzTargetsTest::read).toList();
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
