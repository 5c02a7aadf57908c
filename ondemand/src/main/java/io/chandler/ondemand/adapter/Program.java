package io.chandler.ondemand.adapter;

import java.util.List;

/** What runs when the adapter is called: an executable, or a Java adapter in this process. Thread-safe. */
interface Program extends AutoCloseable {

    /**
     * Runs to the end.
     *
     * @param arguments the subcommand first
     * @param secrets what no error may show
     * @throws AdapterException if it cannot be run to an end of its own
     */
    Run run(List<String> arguments, String input, SecretTexts secrets);

    /** Ends all runs. */
    @Override
    void close();
}
