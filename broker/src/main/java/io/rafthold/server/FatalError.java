package io.rafthold.server;

/**
 * Why a broker had to end.
 *
 * @param what could not be done
 * @param cause as thrown
 */
public record FatalError(String what, Throwable cause) {}
