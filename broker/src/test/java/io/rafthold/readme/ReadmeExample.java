package io.rafthold.readme;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;

/** The README's example, so that it compiles. {@link ReadmeTest} holds the two together. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void run() throws Exception {
    // begin
    try (RaftholdClient client = RaftholdClient.builder().bootstrap("127.0.0.1:9101").build()) {
      client.admin().createTopic(new NewTopic("greetings", 3));
      try (Producer<String, String> producer =
          client.newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
        producer.send("greetings", "en", "hello, world").get();
      }
      try (Reader<String, String> reader =
          client.newReader(new ReaderSettings<>(Codec.string(), Codec.string(), "greetings"))) {
        reader.forEach(record -> System.out.println(record.offset() + ": " + record.value()));
      }
    }
    // end
  }
}
