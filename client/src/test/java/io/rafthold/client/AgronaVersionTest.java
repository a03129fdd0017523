package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.AeronVersion;
import java.util.Collections;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/**
 * aeron-all carries Agrona inside, unrelocated and without a version of its own: which Agrona we
 * run follows from which Aeron we run, as long as there is only one of them.
 */
class AgronaVersionTest {
  /** From Aeron's version to that of the Agrona inside: a new Aeron needs a new line here. */
  private static final String AERON_AND_ITS_AGRONA = "1.51.0 with 2.4.1";

  @Test
  void theAgronaInsideAeronIsThePinnedOne() {
    assertThat(AeronVersion.VERSION + " with " + System.getProperty("agrona.version"))
        .isEqualTo(AERON_AND_ITS_AGRONA);
  }

  @Test
  void thereIsOneAgronaAndItIsAerons() throws Exception {
    List<?> copies =
        Collections.list(getClass().getClassLoader().getResources("org/agrona/DirectBuffer.class"));

    assertThat(copies).hasSize(1);
    assertThat(locationOf(DirectBuffer.class)).isEqualTo(locationOf(AeronVersion.class));
  }

  private static String locationOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }
}
