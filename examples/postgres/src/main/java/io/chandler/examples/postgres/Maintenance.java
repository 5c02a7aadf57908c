package io.chandler.examples.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What each maintenance version changed in a database. An update to a newer version makes up for what is missing. */
final class Maintenance {

    /** What was changed, in the order of versions. */
    static final List<Setting> SETTINGS = List.of(
            new Setting("1.1.0", "idle_in_transaction_session_timeout", "10min"),
            new Setting("1.2.0", "lock_timeout", "5min"));

    private Maintenance() {}

    /**
     * A parameter of the server.
     *
     * @param since the version from which on it is set for a database
     */
    record Setting(String since, String name, String value) {

        /** Whether it is set at a version; at none it is not. */
        boolean holdsAt(Optional<String> version) {
            return version.filter(wanted -> Arrays.compare(numbers(since), numbers(wanted)) <= 0)
                    .isPresent();
        }

        /** The three numbers of a semantic version; what follows them says nothing about settings. */
        private static int[] numbers(String version) {
            return Arrays.stream(version.split("[-+]", 2)[0].split("\\.", 3))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }
    }
}
