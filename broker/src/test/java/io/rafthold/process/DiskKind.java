package io.rafthold.process;

import java.nio.file.Path;
import java.util.List;

/** File systems whose power can be cut, each with the way to make one. */
enum DiskKind {
  EXT4("mkfs.ext4", "-F"),
  XFS("mkfs.xfs", "-f");

  private final String maker;
  private final String force;

  DiskKind(String maker, String force) {
    this.maker = maker;
    this.force = force;
  }

  /** Returns the command that makes such a file system of a file. */
  List<String> make(Path image) {
    return List.of(maker, "-q", force, image.toString());
  }
}
