package io.rafthold.bench.kafka;

import io.rafthold.bench.rig.Arrivals;
import io.rafthold.bench.rig.MessageStream;
import io.rafthold.bench.system.CompactIdle;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer, whose own thread tells of acknowledgements, and a consumer in a thread beside it. */
final class KafkaStream implements MessageStream {
  /** As large as Rafthold's batches. */
  private static final int BATCH_BYTES = 256 * 1024;

  private static final long BUFFER_BYTES = 64L * 1024 * 1024;

  /** The loading thread leaves the core to Kafka's, which wake it. */
  private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);

  private static final int PARTITION = 0;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int sizeBytes;
  private final Thread loader = Thread.currentThread();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final Callback onAnswer = (metadata, error) -> onAnswer(error);
  private final Thread tailer;
  private volatile Exception failure;
  private volatile boolean isClosing;
  private volatile boolean isParked;
  private long sent;
  private long toldAcknowledged;
  private long toldDelivered;

  KafkaStream(String bootstrap, String topic, int sizeBytes, boolean isTailed) {
    this.topic = topic;
    this.sizeBytes = sizeBytes;
    final Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    producer = new KafkaProducer<>(settings);
    tailer = new Thread(() -> tail(bootstrap), "rafthold-bench-tailer");
    tailer.setDaemon(true);
    if (isTailed) {
      tailer.start();
    }
  }

  private void tail(String bootstrap) {
    try (KafkaReplay consumer = new KafkaReplay(bootstrap, topic)) {
      while (!isClosing) {
        final int records = consumer.poll();
        if (records > 0) {
          delivered.addAndGet(records);
          wake();
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public boolean offer() {
    // The producer keeps it until it is acknowledged: no two messages share an array.
    final byte[] value = new byte[sizeBytes];
    ByteBuffer.wrap(value).putLong(sent);
    final var unused = producer.send(new ProducerRecord<>(topic, PARTITION, null, value), onAnswer);
    sent++;
    return true;
  }

  private void onAnswer(Exception error) {
    if (error == null) {
      acknowledged.incrementAndGet();
    } else {
      failure = error;
    }
    wake();
  }

  private void wake() {
    if (isParked) {
      LockSupport.unpark(loader);
    }
  }

  @Override
  public int poll(Arrivals arrivals) {
    if (failure != null) {
      throw new IllegalStateException("a record failed: " + failure.getMessage(), failure);
    }
    int news = tell(arrivals);
    if (news == 0) {
      isParked = true;
      if (acknowledged.get() == toldAcknowledged && delivered.get() == toldDelivered) {
        LockSupport.parkNanos(MAX_PARK_NS);
      }
      isParked = false;
      news = tell(arrivals);
    }
    // It has waited here already, where there was nothing.
    return Math.max(1, news);
  }

  private int tell(Arrivals arrivals) {
    final int acknowledgedNow = (int) (acknowledged.get() - toldAcknowledged);
    final int deliveredNow = (int) (delivered.get() - toldDelivered);
    toldAcknowledged += acknowledgedNow;
    toldDelivered += deliveredNow;
    arrivals.onAcknowledged(acknowledgedNow);
    arrivals.onDelivered(deliveredNow);
    return acknowledgedNow + deliveredNow;
  }

  @Override
  public IdleStrategy idleStrategy() {
    return CompactIdle.create();
  }

  @Override
  public void close() {
    isClosing = true;
    producer.close();
    try {
      tailer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
