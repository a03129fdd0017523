package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.cli.ExitCodes;
import io.rafthold.cli.TestTerminal;
import io.rafthold.partition.CommitStage;
import io.rafthold.partition.Replica;
import io.rafthold.transport.SessionCounters;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scrapes a broker, as Prometheus does. */
class MetricsEndpointTest {
  private static final long SEED = 11;
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir Path directory;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private CoreCluster cluster;
  private BrokerCore core;
  private final StageHistograms stages = new StageHistograms();
  private MetricsSampler sampler;
  private MetricsEndpoint endpoint;

  @BeforeEach
  void start() {
    cluster = new CoreCluster(directory, 3, SEED);
    core = cluster.awaitLeader(0).core();
    sampler =
        new MetricsSampler(
            core,
            () -> new MetricsSample.TransportCounts(new SessionCounters.Snapshot(7, 5, 3, 1), 2),
            () -> {});
    endpoint = MetricsEndpoint.open(new MetricsAddress(LOOPBACK, 0), sampler, stages);
  }

  @AfterEach
  void close() {
    endpoint.close();
    cluster.close();
  }

  @Test
  void commitAndDurableAreToldApartForEachReplica() {
    cluster.await("the no-op is durable", () -> metadata().durableIndex() > 0);
    final List<String> lines = scrape().body().lines().toList();

    assertThat(lines)
        .contains(
            "rafthold_replica_term{group=\"0\"} " + metadata().term(),
            "rafthold_replica_leader{group=\"0\"} 1",
            "rafthold_replica_rejoining{group=\"0\"} 0",
            "rafthold_replica_quarantined{group=\"0\"} 0",
            "rafthold_replica_commit_index{group=\"0\"} " + metadata().commitIndex(),
            "rafthold_replica_durable_index{group=\"0\"} " + metadata().durableIndex(),
            "rafthold_replica_flushed_index{group=\"0\"} " + metadata().log().flushedIndex(),
            "rafthold_replica_log_first_index{group=\"0\"} 1",
            "rafthold_replica_log_last_index{group=\"0\"} " + metadata().log().lastIndex(),
            "rafthold_replica_commit_offset{group=\"0\"} 0",
            "rafthold_replica_durable_offset{group=\"0\"} 0",
            "rafthold_replica_log_end_offset{group=\"0\"} 0");
  }

  @Test
  void partitionsAreNamedByTopic() {
    TopicCreation.of("trades", 2).send(cluster, cluster.awaitLeader(0));
    cluster.await("the replicas are open", () -> core.replicas().size() == 3);

    assertThat(scrape().body().lines().filter(line -> line.contains("replica_leader{group=")))
        .hasSize(3)
        .anyMatch(line -> line.contains("topic=\"trades\",partition=\"0\""))
        .anyMatch(line -> line.contains("topic=\"trades\",partition=\"1\""));
  }

  @Test
  void whatIsDroppedAndRefusedIsCounted() {
    core.begin(cluster.nowNs(), cluster.nowNs());
    core.peers().onPeerMessage(new UnsafeBuffer(new byte[64]), 0, 64);
    core.peers().onPeerMessage(new UnsafeBuffer(new byte[3]), 0, 3);
    core.clients().onSessionOpened(9);
    core.clients().onClientMessage(9, new UnsafeBuffer(new byte[64]), 0, 64);
    core.finish();

    assertThat(scrape().body().lines())
        .contains(
            "rafthold_sessions 1",
            "rafthold_requests_refused_total 1",
            "rafthold_peer_messages_dropped_total{reason=\"malformed\"} 1",
            "rafthold_peer_messages_dropped_total{reason=\"foreign\"} 1",
            "rafthold_sessions_opened_total 7",
            "rafthold_sessions_refused_total 3",
            "rafthold_peer_streams_refused_total 2",
            "rafthold_replicas_failed 0");
  }

  @Test
  void eachLineIsOfTheFormat() {
    final HttpResponse<String> response = scrape();
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body().lines())
        .allMatch(
            line ->
                line.matches("# HELP rafthold_[a-z_]+ [A-Z0-9].+\\.")
                    || line.matches("# TYPE rafthold_[a-z_]+ (gauge|counter|summary)")
                    || line.matches(
                        "rafthold_[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})?"
                            + " -?\\d+(\\.\\d+)?"));
  }

  @Test
  void stagesAreToldAsSummariesAndWhole() throws Exception {
    stages.record(CommitStage.COMMITTED, 1_000_000);
    stages.record(CommitStage.COMMITTED, 3_000_000);

    assertThat(scrape().body().lines())
        .anyMatch(
            line ->
                line.startsWith(
                    "rafthold_stage_seconds{stage=\"committed\",quantile=\"0.5\"} 0.0010"))
        .contains("rafthold_stage_seconds_count{stage=\"committed\"} 2")
        .contains("rafthold_stage_seconds_count{stage=\"delivered\"} 0");
    final String whole =
        http.send(get(MetricsEndpoint.LATENCY_PATH), HttpResponse.BodyHandlers.ofString()).body();
    assertThat(StageText.parse(whole)).containsOnlyKeys(CommitStage.values());
    assertThat(StageText.parse(whole).get(CommitStage.COMMITTED).encode())
        .isEqualTo(stages.snapshot().get(CommitStage.COMMITTED).encode());
  }

  @Test
  void theCommandShowsWhatPassedInEachInterval() throws InterruptedException {
    stages.record(CommitStage.FLUSHED, 1_000_000);
    final AtomicBoolean isDone = new AtomicBoolean();
    final Thread recording =
        new Thread(
            () -> {
              while (!isDone.get()) {
                stages.record(CommitStage.COMMITTED, 1_000_000);
                LockSupport.parkNanos(1_000_000);
              }
            });
    final TestTerminal terminal = new TestTerminal();
    final String address = LOOPBACK + ":" + endpoint.port();
    recording.start();
    try {
      assertThat(terminal.run("latency", address, "--count", "1", "--json")).isZero();
    } finally {
      isDone.set(true);
      recording.join();
    }
    assertThat(terminal.out())
        .contains("\"flushed\":{\"samples\":0}")
        .containsPattern("\"committed\":\\{\"samples\":[1-9][0-9]*,\"p50Us\":10[0-9][0-9]");
  }

  @Test
  void theCommandSaysWhoDoesNotAnswer() {
    final TestTerminal terminal = new TestTerminal();
    final int port = endpoint.port();
    endpoint.close();

    assertThat(terminal.run("latency", LOOPBACK + ":" + port, "--count", "1"))
        .isEqualTo(ExitCodes.NO_QUORUM);
    assertThat(terminal.err()).contains(LOOPBACK + ":" + port).contains("metrics.port");
    assertThat(terminal.run("latency", "nowhere")).isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.err()).contains("'nowhere' is no HOST:PORT");
    assertThat(terminal.run("latency", "localhost:0")).isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.run("latency", "localhost:99999")).isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.run("latency", "localhost:1", "--interval", "0"))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.run("latency", "localhost:1", "--count", "-1")).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void nothingElseIsServed() throws Exception {
    assertThat(http.send(get("/"), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);
    final HttpRequest post =
        HttpRequest.newBuilder(uri(MetricsEndpoint.PATH))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void aDutyCycleThatStandsStillIsSaidToDoSo() throws Exception {
    final HttpResponse<String> response =
        http.send(get(MetricsEndpoint.PATH), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(scrape().statusCode()).as("and is no worse for it").isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      final MetricsAddress address = new MetricsAddress(LOOPBACK, taken.getLocalPort());
      assertThatThrownBy(() -> MetricsEndpoint.open(address, sampler, stages))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("metrics.port " + taken.getLocalPort());
    }
  }

  private Replica metadata() {
    return core.replicas().stream()
        .filter(replica -> replica.settings().groupId() == 0)
        .findFirst()
        .orElseThrow();
  }

  /** Asks, and lets the duty cycle answer. */
  private HttpResponse<String> scrape() {
    final CompletableFuture<HttpResponse<String>> asked =
        http.sendAsync(get(MetricsEndpoint.PATH), HttpResponse.BodyHandlers.ofString());
    final long deadlineNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!asked.isDone() && System.nanoTime() - deadlineNs < 0) {
      sampler.doWork();
      Thread.onSpinWait();
    }
    return asked.join();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)).build();
  }

  private URI uri(String path) {
    return URI.create("http://" + LOOPBACK + ":" + endpoint.port() + path);
  }
}
