package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.PlatformException;

/**
 * {@code delete-all-service-instances-and-deregister-broker}: closes all plans, so that nothing new comes, deletes all
 * instances, and makes the platform forget the broker.
 */
final class Purge implements Errand {

    private static final String NAME = "delete-all-service-instances-and-deregister-broker";

    @Override
    public Flags flags() {
        return new Flags(NAME)
                .text("brokerName", "broker name")
                .text("configFilePath", "path to config file")
                .onOff(DeleteAllInstances.DRY_RUN, DeleteAllInstances.DRY_RUN_MEANING);
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) throws InterruptedException {
        var log = new CommandLog(NAME, surroundings.out(), surroundings.clock());
        try {
            var name = PlatformFile.demand(flags, "brokerName");
            var file = PlatformFile.read(flags);
            if (flags.on(DeleteAllInstances.DRY_RUN)) {
                rehearse(name, file, surroundings, log);
                log.line(DeleteAllInstances.UNCHANGED);
                return 0;
            }
            purge(name, file, surroundings, log);
            log.line("FINISHED PURGE INSTANCES AND DEREGISTER BROKER");
            return 0;
        } catch (Failure e) {
            log.line(e.line());
            return 1;
        }
    }

    private static void rehearse(String name, PlatformFile file, Surroundings surroundings, CommandLog log) {
        var platform = file.connect(surroundings, log);
        log.line("Would disable service access for all plans");
        new Deletion(platform, file, log, surroundings).rehearse();
        try {
            log.line(
                    platform.brokerId(name).isPresent()
                            ? "Would deregister the service broker " + name
                            : "No service broker found with name: " + name);
        } catch (PlatformException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private static void purge(String name, PlatformFile file, Surroundings surroundings, CommandLog log)
            throws InterruptedException {
        var platform = file.connect(surroundings, log);
        try {
            log.line("Disabling service access for all plans");
            platform.disableAllPlans(file.offeringId());
            log.line("Deleting all service instances");
            new Deletion(platform, file, log, surroundings).run();
            log.line("Deregistering service brokers");
            DeregisterBroker.deregister(platform, name, log);
        } catch (PlatformException e) {
            throw new Failure("Purger Failed: " + e.getMessage());
        } catch (Failure e) {
            throw new Failure("Purger Failed: " + e.line());
        }
    }
}
