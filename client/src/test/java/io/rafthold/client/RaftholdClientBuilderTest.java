package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RaftholdClientBuilderTest {
  @ParameterizedTest
  @ValueSource(ints = {-32, 1, 480, 1400, 65_505, 65_536})
  void anMtuThatIsNoneIsRefusedBeforeAnythingStarts(int bytes) {
    final RaftholdClientBuilder builder =
        RaftholdClient.builder().bootstrap("localhost:7000").mtu(bytes);

    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("mtu " + bytes + " is not a multiple of 32 within 512 and 65504");
  }
}
