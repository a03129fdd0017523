package io.rafthold.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells the broker's metrics over HTTP: {@code GET /metrics}, and {@code GET /latency} for the
 * stage histograms, whole. One thread of its own; what it tells is a sample that the duty cycle
 * took, but for the histograms, which it reads itself. No user is asked for a name, so it listens
 * on the loopback interface unless the configuration says otherwise.
 */
final class MetricsEndpoint implements AutoCloseable {
  static final String PATH = "/metrics";
  static final String LATENCY_PATH = "/latency";

  /** How long the duty cycle may take before the endpoint says that it does not answer. */
  private static final long SAMPLE_TIMEOUT_MS = 2_000;

  /** A sample serves all questions for so long, however fast somebody asks. */
  private static final long SAMPLE_AGE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int BACKLOG = 8;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final MetricsSampler sampler;
  private final StageHistograms stages;
  private final HttpServer server;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            final Thread thread = new Thread(task, "rafthold-metrics");
            thread.setDaemon(true);
            return thread;
          });
  private String latest;
  private long latestNs;

  private MetricsEndpoint(MetricsSampler sampler, StageHistograms stages, HttpServer server) {
    this.sampler = sampler;
    this.stages = stages;
    this.server = server;
  }

  /**
   * Binds and answers.
   *
   * @throws StartupException where the port cannot be had
   */
  static MetricsEndpoint open(
      MetricsAddress address, MetricsSampler sampler, StageHistograms stages) {
    // Who does not read his answer holds up the next one, and no more: bounds in seconds.
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "5");
    final HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), BACKLOG);
    } catch (final IOException e) {
      throw new StartupException(
          "metrics.port "
              + address.port()
              + " on "
              + address.host()
              + " cannot be opened ("
              + e.getMessage()
              + "): choose another one, or 0 for none",
          e);
    }
    final MetricsEndpoint endpoint = new MetricsEndpoint(sampler, stages, server);
    server.createContext("/", endpoint::handle);
    server.setExecutor(endpoint.executor);
    server.start();
    return endpoint;
  }

  /** Returns the port that it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      final String method = exchange.getRequestMethod();
      final boolean isLatency = LATENCY_PATH.equals(exchange.getRequestURI().getPath());
      if (!isLatency && !PATH.equals(exchange.getRequestURI().getPath())) {
        answer(exchange, NOT_FOUND, "see " + PATH + " and " + LATENCY_PATH + "\n");
      } else if (!"GET".equals(method) && !"HEAD".equals(method)) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, METHOD_NOT_ALLOWED, "use GET\n");
      } else if (isLatency) {
        answer(exchange, OK, StageText.whole(stages.snapshot()));
      } else if (!sample()) {
        answer(exchange, UNAVAILABLE, "the duty cycle did not answer within 2 s\n");
      } else {
        exchange
            .getResponseHeaders()
            .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        answer(exchange, OK, latest + StageText.summaries(stages.snapshot()));
      }
    }
  }

  private boolean sample() {
    if (latest != null && System.nanoTime() - latestNs < SAMPLE_AGE_NS) {
      return true;
    }
    try {
      latest = MetricsText.of(sampler.request().get(SAMPLE_TIMEOUT_MS, TimeUnit.MILLISECONDS));
      latestNs = System.nanoTime();
      return true;
    } catch (final ExecutionException | TimeoutException e) {
      return false;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    final byte[] body = text.getBytes(UTF_8);
    final boolean hasBody = !"HEAD".equals(exchange.getRequestMethod());
    exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
    if (hasBody) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  /** Stops listening; an answer under way is cut short. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
