package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudFoundry.BrokerRegistration;
import io.chandler.ondemand.cloudfoundry.CloudFoundry.PlanAccess;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.commands.ErrandFile.Malformed;
import java.io.IOException;

/** {@code register-broker}: makes the broker known to the platform, or renews that, and opens its plans. */
final class RegisterBroker implements Errand {

    private static final String NAME = "register-broker";

    @Override
    public Flags flags() {
        return new Flags(NAME).text("configPath", "path to register-broker config");
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) {
        var log = new CommandLog(NAME, surroundings.out(), surroundings.clock());
        try {
            register(flags.text("configPath"), surroundings, log);
            return 0;
        } catch (Failure e) {
            log.line(e.line());
        } catch (PlatformException e) {
            log.line("failed to execute register-broker: " + e.getMessage());
        }
        return 1;
    }

    private static void register(String path, Surroundings surroundings, CommandLog log) {
        if (path.isEmpty()) {
            throw new Failure("-configPath must be given as argument");
        }
        try {
            var file = ErrandFile.parse(text(path));
            var section = PlatformSection.demand(file, "cf");
            var offering = file.text("service_offering_id");
            var platform = surroundings
                    .platforms()
                    .connect(section, offering, !section.disableSslCertVerification(), log::line);
            platform.registerBroker(new BrokerRegistration(
                    file.text("broker_name"),
                    file.text("broker_url"),
                    file.text("broker_username"),
                    file.text("broker_password")));
            for (var plan : file.sections("plans")) {
                platform.setPlanAccess(offering, plan.text("name"), access(plan));
            }
        } catch (Malformed e) {
            throw new Failure("error unmarshaling config file: " + e.getMessage());
        }
    }

    private static String text(String path) {
        try {
            return ErrandFile.read(path);
        } catch (IOException e) {
            throw new Failure("error reading file -configPath: " + e.getMessage());
        }
    }

    private static PlanAccess access(ErrandFile plan) throws Malformed {
        return switch (plan.text("cf_service_access")) {
            case "enable" -> new PlanAccess.Everybody();
            case "org-restricted" -> new PlanAccess.Organization(plan.text("service_access_org"));
            default -> new PlanAccess.Nobody();
        };
    }
}
