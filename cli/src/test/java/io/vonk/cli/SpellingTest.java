package io.vonk.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpellingTest {
    @Test
    void editsCountInsertedRemovedAndReplacedCharacters() {
        assertEquals(0, Spelling.edits("demo", "demo"));
        assertEquals(3, Spelling.edits("kitten", "sitting"));
        assertEquals(4, Spelling.edits("", "demo"));
        assertEquals(4, Spelling.edits("demo", ""));
    }

    @Test
    void theNearestCandidateWinsWhateverTheCase() {
        assertEquals(Optional.of("WordCount"), Spelling.nearest("wordcout", List.of("PageRank", "WordCount")));
    }

    @Test
    void nothingIsNearToAStranger() {
        assertEquals(Optional.empty(), Spelling.nearest("zzz", List.of("demo", "version", "-h")));
    }
}
