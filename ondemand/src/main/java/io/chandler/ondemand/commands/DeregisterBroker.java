package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.PlatformException;

/** {@code deregister-broker}: makes the platform forget the broker; one that it does not know is well. */
final class DeregisterBroker implements Errand {

    private static final String NAME = "deregister-broker";

    @Override
    public Flags flags() {
        return new Flags(NAME).text("brokerName", "broker name").text("configFilePath", "path to config file");
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) {
        var log = new CommandLog(NAME, surroundings.out(), surroundings.clock());
        try {
            var name = PlatformFile.demand(flags, "brokerName");
            var platform = PlatformFile.read(flags).connect(surroundings, log);
            deregister(platform, name, log);
            log.line("FINISHED DEREGISTER BROKER");
            return 0;
        } catch (Failure e) {
            log.line(e.line());
            return 1;
        }
    }

    /**
     * Removes the registration with this name.
     *
     * @throws Failure if the platform refuses
     */
    static void deregister(CloudFoundry platform, String name, CommandLog log) {
        try {
            var id = platform.brokerId(name);
            if (id.isEmpty()) {
                log.line("No service broker found with name: " + name);
                return;
            }
            remove(platform, name, id.get());
        } catch (PlatformException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private static void remove(CloudFoundry platform, String name, String id) {
        try {
            platform.deregisterBroker(id);
        } catch (PlatformException e) {
            throw new Failure(
                    "Failed to deregister broker with " + name + " with guid " + id + ", err: " + e.getMessage());
        }
    }
}
