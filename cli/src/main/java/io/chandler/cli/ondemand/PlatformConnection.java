package io.chandler.cli.ondemand;

import io.chandler.ondemand.cloudfoundry.CloudController;
import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.commands.Platforms;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.ConfigurationException;
import java.util.Map;
import java.util.function.Consumer;

/** Reaches Cloud Controller with the clients of the broker. */
final class PlatformConnection implements Platforms {

    private final Map<String, String> environment;

    /** @param environment for the proxies that it names */
    PlatformConnection(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public CloudFoundry connect(
            Configuration.CloudFoundry section, String offeringId, boolean verification, Consumer<String> log) {
        try {
            return CloudController.connect(section, offeringId, verification, environment, log);
        } catch (ConfigurationException e) {
            throw new PlatformException(PlatformException.Kind.REFUSED, String.valueOf(e.getMessage()), e);
        }
    }
}
