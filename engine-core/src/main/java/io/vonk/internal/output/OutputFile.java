package io.vonk.internal.output;

import java.io.Serializable;

/**
 * A finished output file.
 *
 * @param name its path relative to the output directory, with {@code /} between names
 * @param rows how many records are in it
 * @param bytes its size
 * @param crc32c the CRC-32C of its bytes
 */
public record OutputFile(String name, long rows, long bytes, int crc32c) implements Serializable {}
