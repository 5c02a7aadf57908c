package io.chandler.ondemand.commands;

import io.chandler.ondemand.commands.ErrandFile.Malformed;
import io.chandler.ondemand.commands.ManagementApi.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** {@code orphan-deployments}: lists deployments without an instance; the code 10 says that there are some. */
final class OrphanDeployments implements Errand {

    private static final String NAME = "orphan-deployments";
    private static final int FOUND = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Override
    public Flags flags() {
        return new Flags(NAME).text("configPath", "path to orphan-deployments config");
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) throws InterruptedException {
        // Standard output is the list alone.
        var log = new CommandLog(NAME, surroundings.err(), surroundings.clock());
        try {
            var found = ask(flags.text("configPath"), surroundings);
            surroundings.out().print(found.json().strip() + "\n");
            surroundings.out().flush();
            if (found.count() == 0) {
                return 0;
            }
            log.line("Orphan BOSH deployments detected with no corresponding service instance in the platform. "
                    + "Before deleting any deployment it is recommended to verify the service instance no longer exists "
                    + "in the platform and any data is safe to delete.");
            return FOUND;
        } catch (Failure e) {
            log.line(e.line());
            return 1;
        }
    }

    private static ManagementApi.Orphans ask(String path, Surroundings surroundings) throws InterruptedException {
        if (path.isEmpty()) {
            throw new Failure("-configPath must be given as argument");
        }
        BrokerAccess access;
        try {
            access = BrokerAccess.of(ErrandFile.parse(ErrandFile.read(path)), Optional.of(TIMEOUT));
        } catch (IOException e) {
            throw new Failure("failed to read errand config: " + e.getMessage());
        } catch (Malformed e) {
            throw new Failure("failed to unmarshal errand config: " + e.getMessage());
        }
        try (var broker = new ManagementApi(new BrokerClient(access, surroundings.pause()))) {
            return broker.orphanDeployments();
        } catch (Refused e) {
            throw new Failure("error retrieving orphan deployments: " + e.reason());
        }
    }
}
