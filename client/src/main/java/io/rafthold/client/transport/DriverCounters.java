package io.rafthold.client.transport;

import static io.aeron.AeronCounters.DRIVER_SYSTEM_COUNTER_TYPE_ID;

import io.aeron.driver.status.SystemCounterDescriptor;
import org.agrona.concurrent.status.CountersReader;

/**
 * The media driver's own counts, at one moment.
 *
 * @param invalidPackets datagrams that are not Aeron's, too short, or of another version: dropped
 * @param errors errors that the driver counted
 * @param reportedErrors errors that reached the log's limiter
 * @param shortSends datagrams that the kernel did not take whole
 * @param naksSent losses that were noticed here
 * @param naksReceived losses that others noticed
 * @param retransmitsSent datagrams sent again
 * @param flowControlOverRuns datagrams beyond the receiver's window: dropped
 * @param imagesRejected streams that were refused
 * @param bytesSent sent, headers included
 * @param bytesReceived received, headers included
 */
public record DriverCounters(
    long invalidPackets,
    long errors,
    long reportedErrors,
    long shortSends,
    long naksSent,
    long naksReceived,
    long retransmitsSent,
    long flowControlOverRuns,
    long imagesRejected,
    long bytesSent,
    long bytesReceived) {

  static DriverCounters read(CountersReader reader, long reportedErrors) {
    return new DriverCounters(
        value(reader, SystemCounterDescriptor.INVALID_PACKETS),
        value(reader, SystemCounterDescriptor.ERRORS),
        reportedErrors,
        value(reader, SystemCounterDescriptor.SHORT_SENDS),
        value(reader, SystemCounterDescriptor.NAK_MESSAGES_SENT),
        value(reader, SystemCounterDescriptor.NAK_MESSAGES_RECEIVED),
        value(reader, SystemCounterDescriptor.RETRANSMITS_SENT),
        value(reader, SystemCounterDescriptor.FLOW_CONTROL_OVER_RUNS),
        value(reader, SystemCounterDescriptor.IMAGES_REJECTED),
        value(reader, SystemCounterDescriptor.BYTES_SENT),
        value(reader, SystemCounterDescriptor.BYTES_RECEIVED));
  }

  private static long value(CountersReader reader, SystemCounterDescriptor descriptor) {
    // The driver allocates its system counters first, each under its own number.
    final int counterId = descriptor.id();
    return reader.getCounterTypeId(counterId) == DRIVER_SYSTEM_COUNTER_TYPE_ID
        ? reader.getCounterValue(counterId)
        : 0;
  }
}
