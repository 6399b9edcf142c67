package io.vonk.internal.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MailboxTest {
    private final Mailbox<Integer> mailbox = new Mailbox<>();

    @Test
    void stepsComeInTheOrderInWhichTheyWerePosted() {
        mailbox.post(1);
        mailbox.postSoon(2);
        mailbox.post(3);
        assertEquals(List.of(1, 2, 3), take(Long.MAX_VALUE));
    }

    @Test
    void whatCanWaitIsTakenWithoutAnotherStep() {
        mailbox.postSoon(7);
        assertEquals(List.of(7), take(Long.MAX_VALUE));
    }

    @Test
    void patienceEnds() {
        assertEquals(List.of(), take(1));
        assertEquals(List.of(), take(0));
    }

    @Test
    void ownerIgnoresInterruptions() {
        Thread.currentThread().interrupt();
        assertEquals(List.of(), take(1));
        mailbox.post(1);
        assertEquals(List.of(1), take(Long.MAX_VALUE));
    }

    @Test
    void moreThanIsTakenAtOnceComesWithTheNextCalls() {
        for (int i = 0; i < 10_000; i++) {
            mailbox.post(i);
        }
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < 10_000) {
            mailbox.take(taken, Long.MAX_VALUE);
        }
        for (int i = 0; i < 10_000; i++) {
            assertEquals(i, taken.get(i));
        }
    }

    @Test
    void nothingIsLostBetweenManyPostersAndOneOwner() throws InterruptedException {
        int posters = 4;
        int each = 50_000;
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < posters; p++) {
            int poster = p;
            SplittableRandom random = new SplittableRandom(poster);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    if (random.nextInt(8) == 0) {
                        mailbox.post(poster * each + i);
                    } else {
                        mailbox.postSoon(poster * each + i);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        int[] next = new int[posters];
        List<Integer> taken = new ArrayList<>();
        for (int count = 0; count < posters * each; count += taken.size()) {
            taken.clear();
            mailbox.take(taken, Long.MAX_VALUE);
            for (int step : taken) {
                assertEquals(next[step / each]++, step % each);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(take(0).isEmpty());
    }

    private List<Integer> take(long patienceNanos) {
        List<Integer> taken = new ArrayList<>();
        mailbox.take(taken, patienceNanos);
        return taken;
    }
}
