package io.rafthold.protocol;

/**
 * How the records of a batch are stored: one after the other, or compressed as a whole. The
 * libraries are optional: who names one must have its artifact on the class path, whoever reads
 * such batches too.
 */
public enum Compression {
  /** As they are. */
  NONE(0, ""),
  /** One LZ4 block: little work, moderate gain. */
  LZ4(1, "at.yawk.lz4:lz4-java"),
  /** One Zstandard frame: several times the work, more gain. */
  ZSTD(2, "com.github.luben:zstd-jni");

  private final int code;
  private final String artifact;

  Compression(int code, String artifact) {
    this.code = code;
    this.artifact = artifact;
  }

  /**
   * Returns the kind with the given stored code.
   *
   * @param code as stored, 0 to 3
   * @return the kind, or null where this version knows none
   */
  public static Compression ofCode(int code) {
    return switch (code) {
      case 0 -> NONE;
      case 1 -> LZ4;
      case 2 -> ZSTD;
      default -> null;
    };
  }

  /**
   * Returns the stored code.
   *
   * @return 0 to 3
   */
  public int code() {
    return code;
  }

  /**
   * Returns what must be on the class path.
   *
   * @return group and artifact as Maven writes them; empty for {@link #NONE}
   */
  public String artifact() {
    return artifact;
  }

  /**
   * Returns what does the work.
   *
   * @throws MissingLibraryException where the library is not there, or does not run here
   */
  BlockCompressor compressor() {
    try {
      return switch (this) {
        case NONE -> throw new IllegalStateException("nothing to compress with");
        case LZ4 -> new Lz4Compressor();
        case ZSTD -> new ZstdCompressor();
      };
    } catch (final LinkageError missing) {
      throw new MissingLibraryException(this, missing);
    }
  }
}
