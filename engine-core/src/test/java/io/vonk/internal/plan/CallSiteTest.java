package io.vonk.internal.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallSiteTest {

    @Test
    void theLineThatCallsIsNamed() {
        int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
        CallSite site = CallSite.here("map");
        assertEquals("map at CallSiteTest.java:" + line, site.toString());
        assertEquals("CallSiteTest.theLineThatCallsIsNamed", site.method());
    }

    @Test
    void aLineInALambdaBelongsToTheMethodAroundIt() {
        Supplier<CallSite> inLambda = () -> CallSite.here("filter");
        assertEquals(
                "CallSiteTest.aLineInALambdaBelongsToTheMethodAroundIt",
                inLambda.get().method());
    }

    @Test
    void framesOfTheJdkAreNotTheUsers() {
        CallSite[] found = new CallSite[1];
        List.of(1).stream().map(one -> "x").forEach(one -> found[0] = viaJdk());
        assertEquals("CallSiteTest.java", found[0].file());
        assertTrue(found[0].method().startsWith("CallSiteTest."), found[0].method());
    }

    private static CallSite viaJdk() {
        return List.of("keyBy").stream().map(CallSite::here).toList().get(0);
    }
}
