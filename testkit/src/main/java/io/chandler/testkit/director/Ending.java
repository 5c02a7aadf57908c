package io.chandler.testkit.director;

import java.util.Map;
import java.util.Optional;

/**
 * How a task ends.
 *
 * @param failure state and text of a task that fails
 * @param exitCodes of an errand, by {@code group/index}, {@code group/id} or {@code *} for the others; else 0
 */
record Ending(Optional<Failure> failure, Map<String, Integer> exitCodes, String standardOutput, String standardError) {

    static final Ending WELL = new Ending(Optional.empty(), Map.of(), "", "");

    record Failure(Task.State state, String text) {}

    int exitCode(Machine machine) {
        for (var name :
                new String[] {machine.group() + "/" + machine.index(), machine.group() + "/" + machine.id(), "*"}) {
            var code = exitCodes.get(name);
            if (code != null) {
                return code;
            }
        }
        return 0;
    }
}
