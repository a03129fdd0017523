/**
 * A house in which each of the rules of {@code io.rafthold.HouseRules} is broken once, so that a
 * test sees that each of them bites. Nothing here is ever run.
 */
package io.rafthold.crooked;
