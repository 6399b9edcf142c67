package io.vonk.internal.join;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.data.Pair;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.MemoryPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JoinKeysTest {
    private static final long SEED = 90125;

    /** Few different keys, of which about half are there; null among them unless all are Long. */
    private static Object key(Random random, boolean longs) {
        long number = random.nextInt(500);
        if (longs || random.nextInt(4) == 0) {
            return number;
        }
        return random.nextInt(50) == 0 ? null : "key " + number;
    }

    @Test
    void manyKeysAreFoundAsTheyAreOneByOne() {
        Random random = new Random(SEED);
        MemoryPool pool = new MemoryPool(64 << 20);
        KeyProbe probe = new KeyProbe();
        for (int round = 0; round < 60; round++) {
            boolean longs = random.nextBoolean();
            try (Lease lease = pool.lease("keys")) {
                JoinKeys keys = new JoinKeys(lease);
                for (int i = random.nextInt(300); i > 0; i--) {
                    Object key = key(random, longs);
                    if (keys.find(key) == JoinKeys.NO_KEY && keys.makeRoom(key)) {
                        keys.add(key);
                    }
                }
                List<Pair<Object, Object>> pairs = new ArrayList<>();
                for (int i = random.nextInt(2_000); i > 0; i--) {
                    pairs.add(new Pair<>(key(random, random.nextBoolean()), i));
                }
                keys.findAll(pairs.toArray(), pairs.size(), probe);
                for (int i = 0; i < pairs.size(); i++) {
                    assertEquals(keys.find(pairs.get(i).key()), probe.found[i], "seed " + SEED + ": " + pairs.get(i));
                }
            }
        }
    }
}
