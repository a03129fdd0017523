/**
 * Disks in memory that forget, tear, rot, fill and are slow: the ports of {@code io.rafthold.log}
 * and of the server's storage. A crash of a process leaves the page cache as it was, a loss of
 * power takes what was not forced. Start reading at {@link io.rafthold.sim.disk.SimDisk}.
 */
package io.rafthold.sim.disk;
