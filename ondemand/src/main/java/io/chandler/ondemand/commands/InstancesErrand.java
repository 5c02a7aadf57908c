package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.commands.ErrandFile.Malformed;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code upgrade-all-service-instances} and {@code recreate-all-service-instances}. */
final class InstancesErrand implements Errand {

    /** What is done to each instance. */
    enum Operation {
        UPGRADE("upgrade-all-service-instances", "upgrade-all", "upgrade"),
        RECREATE("recreate-all-service-instances", "recreate-all", "recreate");

        private final String command;
        private final String title;
        private final String type;

        Operation(String command, String title, String type) {
            this.command = command;
            this.title = title;
            this.type = type;
        }
    }

    /** From this version on a platform upgrades instances by their version of maintenance. */
    private static final Version MAINTENANCE = new Version(2, 15);

    private final Operation operation;

    InstancesErrand(Operation operation) {
        this.operation = operation;
    }

    @Override
    public Flags flags() {
        return new Flags(operation.command)
                .text("configPath", "path to " + operation.command + " config")
                .onOff("dry-run", "list the instances and canaries, and change nothing");
    }

    @Override
    public int run(Flags flags, Surroundings surroundings) throws InterruptedException {
        var log = new CommandLog(operation.command, surroundings.out(), surroundings.clock());
        try {
            return run(flags, surroundings, log);
        } catch (Failure e) {
            log.line(e.line());
            return 1;
        }
    }

    private int run(Flags flags, Surroundings surroundings, CommandLog log) throws InterruptedException {
        var path = flags.text("configPath");
        if (path.isEmpty()) {
            throw new Failure("-configPath must be given as argument");
        }
        IterationSettings settings;
        ErrandFile file;
        Optional<CloudFoundry> platform;
        try {
            file = ErrandFile.parse(ErrandFile.read(path));
            settings = IterationSettings.of(file, path);
            if (operation == Operation.RECREATE && !DirectorGate.open(file, surroundings)) {
                return 1;
            }
            platform = operation == Operation.UPGRADE ? platform(file, surroundings, log) : Optional.empty();
        } catch (IOException | Malformed e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
        try (var broker = new ManagementApi(new BrokerClient(settings.broker(), surroundings.pause()))) {
            new Run(settings, broker, new IterationLog(log, operation.title), log, surroundings)
                    .go(platform, flags.on("dry-run"));
        }
        return 0;
    }

    /** The platform, if it can upgrade instances. */
    private static Optional<CloudFoundry> platform(ErrandFile file, Surroundings surroundings, CommandLog log)
            throws Malformed {
        if (!file.on("maintenance_info_present")) {
            return Optional.empty();
        }
        var section = PlatformSection.find(file, "cf");
        if (section.isEmpty()) {
            return Optional.empty();
        }
        try {
            var platform = surroundings
                    .platforms()
                    .connect(section.get(), "", !section.get().disableSslCertVerification(), log::line);
            return platform.version()
                            .open()
                            .flatMap(Version::parse)
                            .filter(MAINTENANCE::atMost)
                            .isPresent()
                    ? Optional.of(platform)
                    : Optional.empty();
        } catch (PlatformException e) {
            log.line("Error creating Cloud Foundry client: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** One run, with all that it needs. */
    private final class Run {

        private final IterationSettings settings;
        private final ManagementApi broker;
        private final IterationLog lines;
        private final CommandLog log;
        private final Surroundings surroundings;
        private @Nullable Journal journal;

        private Run(
                IterationSettings settings,
                ManagementApi broker,
                IterationLog lines,
                CommandLog log,
                Surroundings surroundings) {
            this.settings = settings;
            this.broker = broker;
            this.lines = lines;
            this.log = log;
            this.surroundings = surroundings;
        }

        private void go(Optional<CloudFoundry> platform, boolean rehearsal) throws InterruptedException {
            if (rehearsal) {
                iteration(new BrokerTrigger(broker, operation.type)).rehearse();
                return;
            }
            Set<String> done = Set.of();
            if (platform.isPresent()) {
                lines.strategy("CF");
                done = iteration(new PlatformTrigger(platform.get())).run(done);
            }
            if (operation == Operation.UPGRADE) {
                lines.strategy("BOSH");
            }
            iteration(new BrokerTrigger(broker, operation.type)).run(done);
            if (journal != null) {
                journal.finish();
            }
        }

        private Iteration iteration(Trigger trigger) {
            return new Iteration(settings, broker, trigger, lines, this::journal, surroundings);
        }

        private Journal journal(Optional<String> configuration) {
            if (journal != null) {
                return journal;
            }
            var opened = Journal.open(settings.journal(), operation.type, configuration, surroundings.clock(), log);
            if (!opened.done().isEmpty() || !opened.running().isEmpty()) {
                lines.line("RESUMING the run that began at " + opened.began() + ": "
                        + opened.done().size() + " instances were processed, "
                        + opened.running().size()
                        + " were being processed. To begin from the start remove " + opened.file());
            }
            journal = opened;
            return opened;
        }
    }
}
