package io.rafthold.examples;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;

/** Writes one record and reads it back; needs a broker on 127.0.0.1:9101. */
public final class Greetings {
  private Greetings() {}

  /**
   * Runs the example.
   *
   * @param arguments none
   * @throws Exception where the record could not be written
   */
  public static void main(String[] arguments) throws Exception {
    // begin: greetings
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
    // end: greetings
  }
}
