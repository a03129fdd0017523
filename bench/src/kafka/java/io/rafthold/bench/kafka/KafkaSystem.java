package io.rafthold.bench.kafka;

import io.rafthold.bench.rig.Measure;
import io.rafthold.bench.rig.MessageStream;
import io.rafthold.bench.rig.Replay;
import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;
import io.rafthold.bench.system.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** Three brokers as processes on loopback. */
final class KafkaSystem implements SystemUnderTest {
  private static final String HOST = "127.0.0.1";
  private static final short BROKERS = 3;
  private static final long START_TIMEOUT_S = 60;
  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final SystemProfile profile;
  private final Path directory;
  private final int[] clientPorts = freePorts();
  private final int[] controllerPorts = freePorts();
  private final String clusterId = Uuid.randomUuid().toString();
  private final List<ChildProcess> brokers = new ArrayList<>();
  private final Thread shutdownHook = new Thread(this::endAll, "rafthold-bench-cleanup");
  private String topic;
  private int streams;

  KafkaSystem(Path parent, SystemProfile profile) {
    this.profile = profile;
    try {
      directory = Files.createTempDirectory(parent, "rafthold-bench-kafka-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    try {
      for (int i = 0; i < BROKERS; i++) {
        brokers.add(start(i));
      }
      awaitBrokers();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ChildProcess start(int broker) {
    return ChildProcess.start(
        "kafka " + broker,
        directory.resolve("broker-" + broker + ".err"),
        KafkaBroker.class.getName(),
        List.of(clusterId, writeProperties(broker).toString()));
  }

  private Path writeProperties(int broker) {
    final StringJoiner voters = new StringJoiner(",");
    for (int i = 0; i < BROKERS; i++) {
      voters.add(i + "@" + HOST + ":" + controllerPorts[i]);
    }
    final List<String> lines =
        List.of(
            "process.roles=broker,controller",
            "node.id=" + broker,
            "controller.quorum.voters=" + voters,
            "controller.listener.names=CONTROLLER",
            "listeners=PLAINTEXT://"
                + HOST
                + ":"
                + clientPorts[broker]
                + ",CONTROLLER://"
                + HOST
                + ":"
                + controllerPorts[broker],
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs=" + directory.resolve("data-" + broker),
            "offsets.topic.replication.factor=1",
            "auto.create.topics.enable=false");
    try {
      return Files.write(directory.resolve("broker-" + broker + ".properties"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** TCP ports that nobody listened on a moment ago. */
  private static int[] freePorts() {
    final int[] ports = new int[BROKERS];
    final List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < BROKERS; i++) {
        final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports[i] = socket.getLocalPort();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      CloseHelper.quietCloseAll(sockets);
    }
  }

  private void awaitBrokers() {
    final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
    brokers.forEach(broker -> broker.awaitLine(KafkaBroker.READY));
    for (final int port : clientPorts) {
      awaitPort(port, deadlineNs);
    }
    try (Admin admin = admin()) {
      while (admin.describeCluster().nodes().get(START_TIMEOUT_S, TimeUnit.SECONDS).size()
          < BROKERS) {
        if (System.nanoTime() - deadlineNs > 0) {
          throw new IllegalStateException("the brokers did not find each other in time");
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the brokers did not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the brokers started", e);
    }
  }

  /** Kafka's client would complain of each attempt that comes too early. */
  private static void awaitPort(int port, long deadlineNs) {
    while (!isOpen(port)) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new IllegalStateException("no broker listens on port " + port + " in time");
      }
      LockSupport.parkNanos(LOOK_INTERVAL_NS);
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap()));
  }

  private String bootstrap() {
    final StringJoiner addresses = new StringJoiner(",");
    for (final int port : clientPorts) {
      addresses.add(HOST + ":" + port);
    }
    return addresses.toString();
  }

  @Override
  public SystemProfile profile() {
    return profile;
  }

  @Override
  public Set<Measure> measures() {
    return EnumSet.complementOf(EnumSet.of(Measure.LOCAL_REPLAY));
  }

  @Override
  public List<Long> processIds() {
    return brokers.stream().map(ChildProcess::pid).toList();
  }

  @Override
  public MessageStream open(int sizeBytes, boolean isTailed) {
    try (Admin admin = admin()) {
      if (topic != null) {
        admin.deleteTopics(List.of(topic)).all().get();
      }
      topic = "bench-" + ++streams;
      final NewTopic wanted =
          new NewTopic(topic, Optional.of(1), Optional.of(BROKERS))
              .configs(Map.of("min.insync.replicas", "2"));
      admin.createTopics(List.of(wanted)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topic cannot be made: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the topic was made", e);
    }
    return new KafkaStream(bootstrap(), topic, sizeBytes, isTailed);
  }

  @Override
  public Replay openReplay(Measure measure) {
    return new KafkaReplay(bootstrap(), topic);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
    endAll();
  }

  private void endAll() {
    CloseHelper.quietCloseAll(brokers);
    IoUtil.delete(directory.toFile(), true);
  }
}
