/**
 * Embedded brokers for JUnit 5 and 6: {@link io.rafthold.embedded.junit.RaftholdExtension}. The one
 * package that needs JUnit, which its users bring along.
 */
package io.rafthold.embedded.junit;
