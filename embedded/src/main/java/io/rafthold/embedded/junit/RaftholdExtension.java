package io.rafthold.embedded.junit;

import io.rafthold.client.RaftholdClient;
import io.rafthold.embedded.EmbeddedCluster;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests of JUnit 5 and 6 an embedded cluster, as {@link EmbeddedCluster} or {@link
 * RaftholdClient} parameters.
 *
 * <pre>{@code
 * @ExtendWith(RaftholdExtension.class)              // one broker for all tests of the class
 * class OrdersTest {
 *   @Test
 *   void areKept(RaftholdClient client) { ... }
 * }
 *
 * class OrdersUnderFailureTest {
 *   @RegisterExtension                              // static: one cluster for the class;
 *   static final RaftholdExtension RAFTHOLD =       // not static: a new one for each test
 *       RaftholdExtension.cluster(3);
 * }
 * }</pre>
 *
 * <p>Members that a test of a shared cluster killed stay down until somebody restarts them.
 */
public final class RaftholdExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver {
  private final int size;
  private final Map<String, String> settings;
  private EmbeddedCluster cluster;

  /** How many classes and tests, inside each other or side by side, use the cluster. */
  private int users;

  /** Gives each class one broker with the default settings. */
  public RaftholdExtension() {
    this(1, Map.of());
  }

  private RaftholdExtension(int size, Map<String, String> settings) {
    this.size = size;
    this.settings = Map.copyOf(settings);
  }

  /**
   * Gives tests one broker.
   *
   * @return to be registered
   */
  public static RaftholdExtension broker() {
    return cluster(1);
  }

  /**
   * Gives tests a cluster.
   *
   * @param size number of brokers
   * @return to be registered
   */
  public static RaftholdExtension cluster(int size) {
    return cluster(size, Map.of());
  }

  /**
   * Gives tests a cluster with settings of its own.
   *
   * @param size number of brokers
   * @param settings as of {@link EmbeddedCluster#start(int, Map)}
   * @return to be registered
   */
  public static RaftholdExtension cluster(int size, Map<String, String> settings) {
    return new RaftholdExtension(size, settings);
  }

  /**
   * Returns the cluster.
   *
   * @return running while a test runs
   * @throws IllegalStateException outside of tests
   */
  public synchronized EmbeddedCluster cluster() {
    if (cluster == null) {
      throw new IllegalStateException(
          "no test runs: the cluster is there from @BeforeAll, or @BeforeEach where the extension's"
              + " field is not static, to its counterpart");
    }
    return cluster;
  }

  /**
   * Returns the cluster's own client.
   *
   * @return as {@link EmbeddedCluster#client}
   */
  public RaftholdClient client() {
    return cluster().client();
  }

  /**
   * Returns where clients find the brokers.
   *
   * @return as {@link EmbeddedCluster#bootstrap}
   */
  public String bootstrap() {
    return cluster().bootstrap();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    begin();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end();
  }

  private synchronized void begin() {
    if (cluster == null) {
      cluster = EmbeddedCluster.start(size, settings);
    }
    users++;
  }

  private synchronized void end() {
    // Where the start failed, JUnit ends what never began.
    users = Math.max(0, users - 1);
    if (users == 0 && cluster != null) {
      final EmbeddedCluster last = cluster;
      cluster = null;
      last.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    final Class<?> type = parameter.getParameter().getType();
    return type == EmbeddedCluster.class || type == RaftholdClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RaftholdClient.class ? client() : cluster();
  }
}
