package io.chandler.ondemand.commands;

import io.chandler.ondemand.commands.ErrandFile.Malformed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a command goes through all instances.
 *
 * @param pollingInterval the longest time between two looks at an operation
 * @param attemptInterval between two attempts at instances that were busy
 * @param canaries how many instances go first; 0 with a selection means all that it selects
 * @param journal where the progress is kept, so that a stopped run can be resumed
 */
record IterationSettings(
        BrokerAccess broker,
        Duration pollingInterval,
        Duration attemptInterval,
        int attemptLimit,
        int maxInFlight,
        int canaries,
        Map<String, String> canarySelection,
        Path journal) {

    /**
     * Reads and checks an errand's file.
     *
     * @throws Failure if a value cannot be used
     */
    static IterationSettings of(ErrandFile file, String path) throws Malformed {
        int timeout = file.number("request_timeout");
        var broker = BrokerAccess.of(file, timeout <= 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(timeout)));
        int polling = file.number("polling_interval");
        int attempts = file.number("attempt_interval");
        int limit = file.number("attempt_limit");
        int inFlight = file.number("max_in_flight");
        int canaries = file.number("canaries");
        demand(broker.complete(), "the brokerUsername, brokerPassword and brokerUrl are required to function");
        demand(polling > 0, "the pollingInterval must be greater than zero");
        demand(attempts > 0, "the attemptInterval must be greater than zero");
        demand(limit > 0, "the attempt limit must be greater than zero");
        demand(inFlight > 0, "the max in flight must be greater than zero");
        demand(canaries >= 0, "the number of canaries cannot be negative");
        return new IterationSettings(
                broker,
                Duration.ofSeconds(polling),
                Duration.ofSeconds(attempts),
                limit,
                inFlight,
                canaries,
                file.texts("canary_selection_params"),
                Path.of(file.optional("state_file").orElse(path + ".progress")));
    }

    private static void demand(boolean right, String message) {
        if (!right) {
            throw new Failure(message);
        }
    }
}
