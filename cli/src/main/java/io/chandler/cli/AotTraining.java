package io.chandler.cli;

/**
 * Runs what shall start quickly, while the JVM records what it loads for the start-up cache; found by
 * {@link java.util.ServiceLoader}.
 */
public interface AotTraining {

    /** Runs within seconds, alone, and leaves nothing behind. */
    void train() throws Exception;
}
