package io.chandler.ondemand.adapter;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * A service adapter in Java that runs in the broker's process: it does what the executable would do. It must be
 * thread-safe and end when its thread is interrupted.
 */
@FunctionalInterface
public interface JavaAdapter {

    /**
     * Runs a subcommand.
     *
     * @param arguments the subcommand first
     * @return the exit code
     */
    int run(List<String> arguments, InputStream input, PrintStream output, PrintStream error);
}
