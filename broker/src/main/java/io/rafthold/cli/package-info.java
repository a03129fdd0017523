/**
 * The command line, {@code bin/rafthold}: one class a command, on picocli.
 *
 * <p>Data goes to standard output and everything else to standard error; {@link
 * io.rafthold.cli.ExitCodes} says how a command ended. The commands use the public client, but for
 * those that run a broker or read its files. Start reading at {@link
 * io.rafthold.cli.RaftholdCommand}.
 */
package io.rafthold.cli;
