package io.chandler.ondemand.broker;

import io.chandler.ondemand.configuration.Configuration;
import java.time.Clock;
import java.time.Duration;

/** The parts of the broker, put together once. */
record Parts(
        Deployments deployments,
        Deletions deletions,
        BegunOperations begun,
        Deployer deployer,
        Bindings bindings,
        PlanSchemas schemas,
        Quotas quotas,
        Lifecycle lifecycle,
        Follower follower,
        Telemetry telemetry) {

    static Parts of(Configuration configuration, Neighbours neighbours, Clock clock, Duration followEvery) {
        var director = neighbours.director();
        var adapter = neighbours.adapter();
        var offering = configuration.offering();
        var inputs = new AdapterInputs(configuration);
        boolean original = configuration.broker().compatibility() == Configuration.Compatibility.ORIGINAL;
        var secrets = new Secrets(neighbours.directorCredHub(), director, offering.id(), original);
        var configs = new Configs(director, configuration.broker().disableBoshConfigs(), original);
        var quotas = new Quotas(offering, neighbours.platform(), System::nanoTime);
        var schemas = new PlanSchemas(
                offering, adapter, inputs, configuration.broker().enablePlanSchemas());
        var deployer = new Deployer(director, adapter, inputs, secrets, configs);
        var locks = new InstanceLocks();
        var clients = neighbours.clients();
        var deployments = new Deployments(configuration, director, clients, deployer, quotas, locks);
        var begun = new BegunOperations(director, original);
        var bindings = new Bindings(configuration, director, adapter, secrets, schemas, neighbours.platformCredHub());
        var deletions =
                new Deletions(director, clients, deployer, secrets, configs, bindings, quotas, begun, locks, original);
        var lifecycle = new Lifecycle(director, deployments, deletions);
        return new Parts(
                deployments,
                deletions,
                begun,
                deployer,
                bindings,
                schemas,
                quotas,
                lifecycle,
                new Follower(lifecycle, followEvery),
                new Telemetry(
                        offering,
                        neighbours.instances(),
                        neighbours.log(),
                        clock,
                        configuration.broker().enableTelemetry()));
    }
}
