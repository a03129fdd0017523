/**
 * Segments on disk, each a Chronicle Queue of exactly one cycle. The one package that imports
 * {@code net.openhft}.
 *
 * <p>Chronicle creates and appends, but for the bytes of large batches, which {@code LargeWrites}
 * puts between Chronicle's headers; nothing here reads through it. {@code ExcerptFrames}, which is
 * shared with clients that read segments themselves, knows its framing, bounded at every step, and
 * {@code ChronicleSegment} reads through a mapping of its own.
 *
 * <p>Start reading at {@link io.rafthold.log.chronicle.ChronicleSegmentStore}.
 */
package io.rafthold.log.chronicle;
