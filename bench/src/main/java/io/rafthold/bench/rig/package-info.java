/**
 * The rig: loads, meters and reports for any system that takes messages and acknowledges them.
 *
 * <p>It knows such a system through {@link io.rafthold.bench.rig.SystemUnderTest} alone, so that
 * all are measured by the same code. Start at {@link io.rafthold.bench.rig.Rig}.
 */
package io.rafthold.bench.rig;
