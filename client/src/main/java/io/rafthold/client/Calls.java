package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;

/** The requests that wait for their answers. */
final class Calls {
  private final ClientCore core;
  private final List<Call> active = new ArrayList<>();
  private final Long2ObjectHashMap<Call> bySerial = new Long2ObjectHashMap<>();

  Calls(ClientCore core) {
    this.core = core;
  }

  Call start(Call call) {
    active.add(call);
    bySerial.put(call.serial(), call);
    return call;
  }

  boolean isEmpty() {
    return active.isEmpty();
  }

  int doWork() {
    int work = 0;
    for (int i = active.size() - 1; i >= 0; i--) {
      final Call call = active.get(i);
      if (!call.result().isDone()) {
        work += call.doWork(core);
      }
      if (call.result().isDone()) {
        active.remove(call);
        bySerial.remove(call.serial());
        work++;
      }
    }
    return work;
  }

  void onReply(BrokerConnection from, long correlationId, Reply reply) {
    final Call call = bySerial.get(CorrelationIds.serial(correlationId));
    if (call != null) {
      call.onReply(core, from, correlationId, reply);
    }
  }

  void failAll(RaftholdException failure) {
    List.copyOf(active).forEach(call -> call.fail(failure));
    active.clear();
    bySerial.clear();
  }
}
