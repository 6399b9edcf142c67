package io.vonk.bench.run;

/** An engine failed; the message is what it said. */
final class EngineException extends Exception {
    EngineException(String message) {
        super(message);
    }
}
