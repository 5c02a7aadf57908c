package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.commands.ErrandFile.Malformed;
import io.chandler.ondemand.configuration.Configuration;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The file of the errands that talk to the platform alone.
 *
 * @param offset kept for the log; the first look comes when the quickest deletion so far had ended
 * @param interval the longest time between two looks at a deletion
 * @param maxInFlight how many instances are deleted at once
 * @param timeout when to give up
 */
record PlatformFile(
        Configuration.CloudFoundry section,
        boolean verification,
        String offeringId,
        Duration offset,
        Duration interval,
        int maxInFlight,
        Optional<Duration> timeout) {

    private static final int USUAL_IN_FLIGHT = 4;

    /**
     * Reads the file that a command line names.
     *
     * @throws Failure if it cannot be read or used
     */
    static PlatformFile read(Flags flags) {
        var path = demand(flags, "configFilePath");
        try {
            var file = ErrandFile.parse(ErrandFile.read(path));
            int inFlight = file.number("max_in_flight");
            int timeout = file.number("timeout");
            return new PlatformFile(
                    PlatformSection.demand(file, "cf"),
                    !file.on("disable_ssl_cert_verification"),
                    file.text("service_catalog.id"),
                    Duration.ofSeconds(Math.max(0, file.number("polling_initial_offset"))),
                    Duration.ofSeconds(Math.max(0, file.number("polling_interval"))),
                    inFlight <= 0 ? USUAL_IN_FLIGHT : inFlight,
                    timeout <= 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(timeout)));
        } catch (IOException e) {
            throw new Failure("Error reading config file: " + e.getMessage());
        } catch (Malformed e) {
            throw new Failure("Invalid config file: " + e.getMessage());
        }
    }

    /** A flag that must be given. */
    static String demand(Flags flags, String name) {
        var value = flags.text(name);
        if (value.isEmpty()) {
            throw new Failure("Missing argument -" + name);
        }
        return value;
    }

    CloudFoundry connect(Surroundings surroundings, CommandLog log) {
        try {
            return surroundings.platforms().connect(section, offeringId, verification, log::line);
        } catch (PlatformException e) {
            throw new Failure("Error creating Cloud Foundry client: " + e.getMessage());
        }
    }
}
