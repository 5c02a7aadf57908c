package io.chandler.cli.ondemand;

import io.chandler.ondemand.adapter.Adapter;
import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.bosh.HttpDirector;
import io.chandler.ondemand.broker.Neighbours;
import io.chandler.ondemand.cloudfoundry.CloudController;
import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.HttpServiceInstances;
import io.chandler.ondemand.cloudfoundry.InstanceList;
import io.chandler.ondemand.cloudfoundry.NoCloudFoundry;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Compatibility;
import io.chandler.ondemand.configuration.ConfigurationException;
import io.chandler.ondemand.credhub.CredHub;
import io.chandler.ondemand.credhub.CredHubException;
import io.chandler.ondemand.credhub.HttpCredHub;
import io.chandler.ondemand.startup.StartupChecks;
import io.chandler.ondemand.uaa.InstanceClients;
import io.chandler.ondemand.uaa.UaaInstanceClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The broker's neighbours as the configuration names them, looked at and found fit. */
final class Surrounding implements AutoCloseable {

    private final Neighbours neighbours;
    private final List<AutoCloseable> opened;

    private Surrounding(Neighbours neighbours, List<AutoCloseable> opened) {
        this.neighbours = neighbours;
        this.opened = opened;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    /**
     * Reaches all neighbours, in the order in which the original does.
     *
     * @throws StartFailure if one is away or does not fit
     */
    static Surrounding enter(Configuration configuration, Map<String, String> environment, ServerLog log) {
        var opened = new ArrayList<AutoCloseable>();
        try {
            return new Surrounding(neighbours(configuration, environment, log, opened), opened);
        } catch (ConfigurationException e) {
            close(opened);
            throw new StartFailure("error starting broker: " + e.getMessage());
        } catch (RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    private static Neighbours neighbours(
            Configuration configuration, Map<String, String> environment, ServerLog log, List<AutoCloseable> opened) {
        boolean original = configuration.broker().compatibility() == Compatibility.ORIGINAL;
        var requests = original ? HttpDirector.Requests.ORIGINAL : HttpDirector.Requests.NEEDED;
        var director = new HttpDirector(configuration.bosh(), environment, requests);
        opened.add(director);
        greet(director);
        var offering = configuration.offering();
        var platform = platform(configuration, environment, log);
        StartupChecks.failures(offering, platform, director).ifPresent(failures -> {
            throw new StartFailure("error starting broker: The following broker startup checks failed: " + failures);
        });
        var instances = configuration
                .serviceInstancesApi()
                .<InstanceList>map(api -> new HttpServiceInstances(api, environment))
                .orElse(platform);
        var adapter = Adapter.of(configuration.adapter(), configuration.broker().useStdin());
        opened.add(adapter);
        return new Neighbours(
                director,
                platform,
                instances,
                clients(configuration, environment, log),
                directorCredHub(configuration),
                platformCredHub(configuration),
                adapter,
                log::line);
    }

    private static void greet(HttpDirector director) {
        try {
            var _ = director.greeting();
        } catch (DirectorException e) {
            throw new StartFailure(
                    "error creating bosh client: error fetching BOSH director information: " + e.getMessage());
        }
    }

    private static CloudFoundry platform(Configuration configuration, Map<String, String> environment, ServerLog log) {
        var broker = configuration.broker();
        var section = configuration.cloudFoundry();
        return broker.disableCfStartupChecks() || section.isEmpty()
                ? new NoCloudFoundry()
                : CloudController.connect(
                        section.get(),
                        configuration.offering().id(),
                        !broker.disableSslCertVerification(),
                        environment,
                        broker.compatibility() == Compatibility.ORIGINAL
                                ? CloudController.Requests.ORIGINAL
                                : CloudController.Requests.NEEDED,
                        log::line);
    }

    /** Where the platform is not looked at, its UAA is asked only for what the configuration defines. */
    private static InstanceClients clients(
            Configuration configuration, Map<String, String> environment, ServerLog log) {
        var broker = configuration.broker();
        var section = configuration
                .cloudFoundry()
                .filter(cf -> !broker.disableCfStartupChecks()
                        || cf.uaa().clientDefinition().isPresent());
        return UaaInstanceClients.of(
                section,
                environment,
                broker.compatibility() == Compatibility.ORIGINAL
                        ? UaaInstanceClients.Writes.ORIGINAL
                        : UaaInstanceClients.Writes.NEEDED,
                log::line);
    }

    private static Optional<CredHub> directorCredHub(Configuration configuration) {
        return configuration.broker().enableSecureManifests()
                ? configuration
                        .boshCredhub()
                        .map(section -> HttpCredHub.ofDirector(
                                section, configuration.bosh().rootCaCertificate()))
                : Optional.empty();
    }

    private static Optional<CredHub> platformCredHub(Configuration configuration) {
        return configuration.credhub().map(section -> {
            var credhub = HttpCredHub.ofPlatform(section);
            try {
                credhub.awaitHost();
            } catch (CredHubException e) {
                throw new StartFailure("error connecting to runtime credhub: " + e.getMessage());
            }
            return credhub;
        });
    }

    @Override
    public void close() {
        close(opened);
    }

    private static void close(List<AutoCloseable> opened) {
        for (var each : opened.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                // It is not needed any more.
            }
        }
    }
}
