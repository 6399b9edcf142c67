package io.vonk.internal.driver;

import io.vonk.internal.memory.MemoryPool;
import java.util.List;

/**
 * A session of a test.
 *
 * @param session to be closed by the test
 * @param pools the memory that its tasks use
 */
record RunningSession(DriverSession session, List<MemoryPool> pools) {}
