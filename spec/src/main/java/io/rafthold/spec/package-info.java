/**
 * Runs the specification in {@code docs/spec}, and holds the core against it.
 *
 * <p>{@link io.rafthold.spec.Tlc} runs the model checker as a child process; {@link
 * io.rafthold.spec.TlcResult} is what it said. The tests of this module check the small models,
 * show that each rule that is switched off is missed, and let TLC judge traces of the core.
 */
package io.rafthold.spec;
