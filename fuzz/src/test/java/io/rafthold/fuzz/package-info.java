/**
 * Fuzzing: every decoder that sees bytes from outside is a {@link io.rafthold.fuzz.FuzzTarget}, in
 * the package of what it feeds. Start with {@link io.rafthold.fuzz.FuzzTargets}.
 */
package io.rafthold.fuzz;
