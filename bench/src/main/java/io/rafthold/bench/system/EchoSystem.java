package io.rafthold.bench.system;

import io.rafthold.bench.rig.Measure;
import io.rafthold.bench.rig.MessageStream;
import io.rafthold.bench.rig.Replay;
import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;
import io.rafthold.server.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/** Three processes that echo. */
final class EchoSystem implements SystemUnderTest {
  private static final int BROKERS = 3;

  private final int[] ports = LoopbackPorts.runs(3 * BROKERS, 1);
  private final List<ChildProcess> nodes = new ArrayList<>();
  private final int mtuBytes;
  private final long kind;
  private final SystemProfile profile;
  private final boolean isLogged;
  private final Path directory;
  private final Thread shutdownHook = new Thread(this::endAll, "rafthold-bench-cleanup");

  EchoSystem(SystemSettings settings, long kind, boolean isLogged, SystemProfile profile) {
    mtuBytes = settings.mtuBytes();
    this.kind = kind;
    this.isLogged = isLogged;
    this.profile = profile;
    try {
      directory = Files.createTempDirectory(settings.directory(), "rafthold-bench-echo-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    try {
      for (int i = 0; i < BROKERS; i++) {
        nodes.add(startNode(i));
      }
      nodes.forEach(node -> node.awaitLine(EchoNode.READY));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ChildProcess startNode(int self) {
    final List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(self));
    arguments.add(Integer.toString(mtuBytes));
    arguments.add(isLogged ? directory.resolve("log-" + self).toString() : EchoNode.NO_LOG);
    for (final int port : ports) {
      arguments.add(Integer.toString(port));
    }
    return ChildProcess.start(
        "echo " + self, directory.resolve("errors"), EchoNode.class.getName(), arguments);
  }

  @Override
  public SystemProfile profile() {
    return profile;
  }

  @Override
  public Set<Measure> measures() {
    return EnumSet.of(Measure.CLOSED_LOOP, Measure.OPEN_LOOP, Measure.THROUGHPUT);
  }

  @Override
  public List<Long> processIds() {
    return nodes.stream().map(ChildProcess::pid).toList();
  }

  @Override
  public MessageStream open(int sizeBytes, boolean isTailed) {
    return new EchoStream(ports[BROKERS], ports[2 * BROKERS], mtuBytes, sizeBytes, kind);
  }

  @Override
  public Replay openReplay(Measure measure) {
    throw new UnsupportedOperationException("the echo reads nothing again");
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
    endAll();
  }

  private void endAll() {
    CloseHelper.quietCloseAll(nodes);
    IoUtil.delete(directory.toFile(), true);
  }
}
