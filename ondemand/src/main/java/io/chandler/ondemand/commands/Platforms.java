package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.configuration.Configuration;
import java.util.function.Consumer;

/** Reaches Cloud Controller for a command. */
@FunctionalInterface
public interface Platforms {

    /**
     * A client of Cloud Controller.
     *
     * @param offeringId the offering whose instances are meant; empty where none is
     * @param verification whether certificates are verified
     * @param log takes what the client tells of its requests
     */
    CloudFoundry connect(
            Configuration.CloudFoundry section, String offeringId, boolean verification, Consumer<String> log);
}
