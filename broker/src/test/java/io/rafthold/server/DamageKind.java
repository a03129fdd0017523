package io.rafthold.server;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/** What may happen to a place in a file. */
enum DamageKind {
  ZEROED_PAGE {
    @Override
    void inflict(DamagePlace place) throws IOException {
      write(place, place.position() / PAGE * PAGE, new byte[PAGE]);
    }
  },
  FLIPPED_BIT {
    @Override
    void inflict(DamagePlace place) throws IOException {
      final byte[] bytes = Files.readAllBytes(place.file());
      final int at = (int) place.position();
      write(place, at, new byte[] {(byte) (bytes[at] ^ 0x10)});
    }
  },
  CUT_OFF {
    @Override
    void inflict(DamagePlace place) throws IOException {
      try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
        file.setLength(place.isSmall() ? CUT_LENGTH : place.position());
      }
    }
  },
  MISSING {
    @Override
    void inflict(DamagePlace place) throws IOException {
      Files.delete(place.file());
    }
  },
  GARBAGE_BEHIND_THE_END {
    @Override
    void inflict(DamagePlace place) throws IOException {
      final byte[] garbage = new byte[5_000];
      new SplittableRandom(1).nextBytes(garbage);
      write(place, place.endPosition(), garbage);
    }
  },
  LATER_VERSION {
    @Override
    void inflict(DamagePlace place) throws IOException {
      for (final long at : place.versions()) {
        final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(place.file()));
        place.raiseVersion(bytes, (int) at);
        Files.write(place.file(), bytes.byteArray());
      }
    }
  };

  private static final int PAGE = 4_096;

  /** Less than any of the small files needs. */
  private static final int CUT_LENGTH = 20;

  abstract void inflict(DamagePlace place) throws IOException;

  private static void write(DamagePlace place, long position, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
      final boolean staysWithin = position < file.length();
      file.seek(position);
      file.write(
          bytes,
          0,
          staysWithin ? (int) Math.min(bytes.length, file.length() - position) : bytes.length);
    }
  }

  /** Puts a CRC over a part of a file that was changed on purpose. */
  static void mendCrc(UnsafeBuffer bytes, int crcPosition, int position, int length) {
    final CRC32C crc = new CRC32C();
    crc.update(bytes.byteArray(), position, length);
    bytes.putInt(crcPosition, (int) crc.getValue(), LITTLE_ENDIAN);
  }
}
