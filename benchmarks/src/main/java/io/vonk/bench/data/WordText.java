package io.vonk.bench.data;

import io.vonk.bench.job.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text whose words follow Zipf's law, as words in books do: the word of rank r comes about 1 / r as often as the first.
 *
 * <p>Words are syllables of consonant and vowel that count the rank to the base of 100, with a consonant or two behind some:
 * frequent words are short, all are different. Lines have 6 to 18 words.
 */
final class WordText {
    private static final int FILES = 8;
    private static final String CONSONANTS = "bcdfghjklmnpqrstvwxz";
    private static final String VOWELS = "aeiou";
    private static final String[] ENDS = {"", "n", "st"};
    private static final double UNIT = 0x1.0p-53;

    private final byte[][] words;

    WordText(int vocabulary) {
        words = new byte[vocabulary][];
        for (int rank = 0; rank < vocabulary; rank++) {
            words[rank] = word(rank).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static String word(int rank) {
        StringBuilder word = new StringBuilder();
        int rest = rank;
        do {
            int syllable = rest % 100;
            word.append(CONSONANTS.charAt(syllable / 5)).append(VOWELS.charAt(syllable % 5));
            rest = rest / 100 - 1;
        } while (rest >= 0);
        return word.append(ENDS[rank % ENDS.length]).toString();
    }

    /** Writes about {@code bytes} bytes in several files. */
    void write(Path directory, long bytes) throws IOException {
        for (int file = 0; file < FILES; file++) {
            Path path = directory.resolve("part-%02d.txt".formatted(file));
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 20)) {
                write(out, bytes / FILES, (long) file << 40);
            }
        }
    }

    private void write(OutputStream out, long bytes, long firstPosition) throws IOException {
        double logSize = Math.log(words.length);
        long position = firstPosition;
        for (long written = 0; written < bytes; ) {
            int length = 6 + (int) Long.remainderUnsigned(Digest.of(position++), 13);
            for (int i = 0; i < length; i++) {
                double uniform = (Digest.of(position++) >>> 11) * UNIT;
                // The inverse of the distribution whose density is 1 / x between 1 and the size of the vocabulary.
                byte[] word = words[Math.min(words.length - 1, (int) Math.exp(uniform * logSize) - 1)];
                if (i > 0) {
                    out.write(' ');
                }
                out.write(word);
                written += word.length + 1;
            }
            out.write('\n');
        }
    }
}
