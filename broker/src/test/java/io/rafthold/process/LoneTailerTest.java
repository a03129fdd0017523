package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.local.LocalTailer;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A process with the client's class path and flags, nothing of Chronicle's, tails the directory of
 * a broker that runs, rolls and takes appends meanwhile.
 */
class LoneTailerTest {
  private static final String TOPIC = "orders";
  private static final int RECORDS_PER_SECOND = 6000;
  private static final int RECORDS = 20_000;
  private static final Duration BOUND = Duration.ofSeconds(90);

  /** What a user's build brings with the client: each is of one of its jars. */
  private static final List<Class<?>> CLIENTS =
      List.of(
          LocalTailer.class,
          MessageHeaderDecoder.class,
          Aeron.class,
          DirectBuffer.class,
          LoggerFactory.class);

  private static final List<String> FLAGS =
      List.of(
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-opens=java.base/java.util.zip=ALL-UNNAMED");

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void needsNothingButTheClient(TestReporter reporter) throws Exception {
    final TestCluster cluster = new TestCluster(processes, directory, 1).start();
    new Cli(processes, directory, cluster.bootstrap())
        .run(
            "topic",
            "create",
            TOPIC,
            "--partitions",
            "1",
            "--replicas",
            "1",
            "--segment-bytes",
            "1048576")
        .ok();
    try (Load load = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND)) {
      load.awaitMore(RECORDS / 4, BOUND);
      final Path output = directory.resolve("tailed");
      final Process tailer =
          processes.start(
              "the lone tailer",
              command(cluster.broker(0).dataDirectory(), output),
              directory.resolve("tailer.log"));
      load.awaitMore(RECORDS, BOUND);
      assertThat(tailer.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(tailer.exitValue()).isZero();
      load.finish().verify();

      final String expected = readOverTheNetwork(cluster.bootstrap());
      assertThat(Files.readString(output)).isEqualTo(expected);
      reporter.publishEntry("both readers", expected);
    }
  }

  private ProcessBuilder command(Path dataDirectory, Path output)
      throws IOException, URISyntaxException {
    final Path own = Files.createDirectories(directory.resolve("classes/io/rafthold/process"));
    for (final Class<?> needed : List.of(LoneTailer.class, RecordDigest.class)) {
      final String name = needed.getSimpleName() + ".class";
      Files.copy(needed.getResourceAsStream(name), own.resolve(name));
    }
    final Set<String> classPath = new LinkedHashSet<>();
    classPath.add(directory.resolve("classes").toString());
    for (final Class<?> each : CLIENTS) {
      final var source = each.getProtectionDomain().getCodeSource().getLocation().toURI();
      classPath.add(Path.of(source).toString());
    }
    final ProcessBuilder builder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(FLAGS);
    builder.command().addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    builder.command().addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    builder.command().add(LoneTailer.class.getName());
    builder.command().add(dataDirectory.toString());
    builder.command().addAll(List.of(TOPIC, "0", Integer.toString(RECORDS)));
    builder.command().add(Long.toString(BOUND.toSeconds()));
    builder.command().add(output.toString());
    builder.environment().remove("CLASSPATH");
    return builder;
  }

  private static String readOverTheNetwork(String bootstrap) {
    final RecordDigest digest = new RecordDigest();
    try (RaftholdClient client =
            RaftholdClient.builder().bootstrap(bootstrap).clientName("reader").build();
        Reader<byte[], byte[]> reader =
            client.newReader(new ReaderSettings<>(Codec.bytes(), Codec.bytes(), TOPIC))) {
      final Iterator<ConsumerRecord<byte[], byte[]>> records = reader.iterator();
      while (digest.count() < RECORDS) {
        final ConsumerRecord<byte[], byte[]> record = records.next();
        digest.add(record.offset(), record.timestampNs());
        digest.addField(record.key());
        digest.addField(record.value());
      }
    }
    return digest.line();
  }
}
