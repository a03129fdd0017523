package io.rafthold.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes an input a little: bits, numbers that are often a limit, cuts, doublings, splices. */
final class Mutation {
  private static final int[] NUMBERS = {
    0, 1, -1, 7, 8, 64, 127, 128, 255, 256, 4096, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE
  };
  private static final int KINDS = 6;
  private static final int MOST_CHANGES = 4;

  private Mutation() {}

  static byte[] of(byte[] seed, List<byte[]> others, SplittableRandom random) {
    byte[] input = seed.clone();
    for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
      input = change(input, others, random);
    }
    return input;
  }

  private static byte[] change(byte[] input, List<byte[]> others, SplittableRandom random) {
    if (input.length == 0) {
      return others.get(random.nextInt(others.size())).clone();
    }
    final int at = random.nextInt(input.length);
    switch (random.nextInt(KINDS)) {
      case 0 -> input[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      case 1 -> input[at] = (byte) random.nextInt();
      case 2 -> {
        final int number = NUMBERS[random.nextInt(NUMBERS.length)];
        for (int i = 0; i < Integer.BYTES && at + i < input.length; i++) {
          input[at + i] = (byte) (number >>> (i * Byte.SIZE));
        }
      }
      case 3 -> {
        return Arrays.copyOf(input, at);
      }
      case 4 -> {
        return splice(input, at, input, 0);
      }
      default -> {
        final byte[] other = others.get(random.nextInt(others.size()));
        return splice(input, at, other, other.length == 0 ? 0 : random.nextInt(other.length));
      }
    }
    return input;
  }

  /** The first bytes of one, then the last bytes of another. */
  private static byte[] splice(byte[] first, int until, byte[] second, int from) {
    final byte[] spliced = Arrays.copyOf(first, until + second.length - from);
    System.arraycopy(second, from, spliced, until, second.length - from);
    return spliced;
  }
}
