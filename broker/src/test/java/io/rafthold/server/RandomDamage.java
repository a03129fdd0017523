package io.rafthold.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What a disk may do to the files of a replica that nobody has open, by the choice of a seed. */
final class RandomDamage {
  private static final int PAGE = 4_096;

  /** A small file may lose a page; two would be two accidents. */
  private static final int QUEUE_RANGE = 64 * 1024;

  private enum Kind {
    FLIP,
    ZERO,
    GARBAGE,
    TRUNCATE,
    DELETE,
    DELETE_SEGMENT,
    APPEND
  }

  private final SplittableRandom random;
  private final List<String> damages = new ArrayList<>();
  private boolean hitsVote;

  RandomDamage(SplittableRandom random) {
    this.random = random;
  }

  /** Damages one file, or up to three at times; of a vote file one place at most. */
  void inflict(Path place) throws IOException {
    final int count = random.nextInt(10) < 7 ? 1 : 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      final Path file = choose(place);
      final boolean isVote = file.endsWith("vote");
      if (!isVote || !hitsVote) {
        damages.add(inflict(file, isVote));
      }
      hitsVote |= isVote;
    }
  }

  /** Returns what was done, for messages. */
  List<String> damages() {
    return damages;
  }

  /** Tells whether a vote file was among it. */
  boolean hitsVote() {
    return hitsVote;
  }

  private Path choose(Path place) throws IOException {
    final List<Path> queues = files(place, ".cq4");
    final List<Path> all = files(place, "");
    final List<Path> from = queues.isEmpty() || random.nextInt(10) < 5 ? all : queues;
    return from.get(random.nextInt(from.size()));
  }

  private static List<Path> files(Path place, String suffix) throws IOException {
    try (Stream<Path> walk = Files.walk(place)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("quarantine"))
          .filter(file -> file.toString().endsWith(suffix))
          .sorted()
          .toList();
    }
  }

  private String inflict(Path file, boolean isVote) throws IOException {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    if (random.nextBoolean() && (kind == Kind.DELETE || kind == Kind.APPEND)) {
      kind = Kind.FLIP;
    }
    final boolean isQueue = file.toString().endsWith(".cq4");
    if (kind == Kind.DELETE_SEGMENT && !isQueue) {
      kind = Kind.TRUNCATE;
    }
    final long used = used(file);
    final long at = random.nextLong(Math.max(1, used));
    final int length = 1 + random.nextInt(random.nextBoolean() ? 64 : isQueue ? QUEUE_RANGE : PAGE);
    switch (kind) {
      case DELETE -> Files.delete(file);
      case DELETE_SEGMENT -> delete(file.getParent());
      case TRUNCATE -> {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
          cut.setLength(at);
        }
      }
      case FLIP -> flip(file, at, isVote ? 1 : 1 + random.nextInt(4));
      case ZERO -> write(file, at, new byte[length]);
      case GARBAGE -> write(file, at, garbage(length));
      case APPEND -> write(file, Files.size(file), garbage(length));
    }
    return kind + " " + file + " at " + at + " of " + used + ", " + length + " bytes";
  }

  private byte[] garbage(int length) {
    final byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Where anything is written: the rest of a queue file is a hole. */
  private static long used(Path file) throws IOException {
    final byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end < bytes.length ? end + 8L : end;
  }

  private void flip(Path file, long at, int count) throws IOException {
    try (RandomAccessFile flipped = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < count; i++) {
        final long each = Math.min(at + i * 40L, Math.max(0, flipped.length() - 1));
        flipped.seek(each);
        final int before = Math.max(0, flipped.read());
        flipped.seek(each);
        flipped.write(before ^ (1 << random.nextInt(8)));
      }
    }
  }

  private static void write(Path file, long at, byte[] bytes) throws IOException {
    try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "rw")) {
      final boolean appends = at >= written.length();
      final long room = written.length() - at;
      written.seek(at);
      written.write(bytes, 0, (int) (appends ? bytes.length : Math.min(bytes.length, room)));
    }
  }

  /** Copies a directory with all that is in it. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (final Path each : walk.toList()) {
        final Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  /** Deletes a directory with all that is in it. */
  static void delete(Path place) throws IOException {
    try (Stream<Path> walk = Files.walk(place)) {
      for (final Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
