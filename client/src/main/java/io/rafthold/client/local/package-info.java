/**
 * Reading a broker's segments from another process of its host, without the broker and without
 * Chronicle: {@link io.rafthold.client.local.LocalTailer}.
 *
 * <p>{@code PositionView} is the file in which the broker says how far the log is committed, {@code
 * SegmentList} knows which segment holds which entry, {@code SegmentView} walks one of them, {@code
 * EntryCopy} is an entry taken out of it. {@code CommittedLog} brings them together: it gives
 * committed entries or nothing. docs/storage-format.md has every byte, and why this is safe.
 */
package io.rafthold.client.local;
