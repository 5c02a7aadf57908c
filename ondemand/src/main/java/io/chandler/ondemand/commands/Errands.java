package io.chandler.ondemand.commands;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The commands by their names. */
public final class Errands {

    private static final Map<String, Errand> ALL = Map.of(
            "upgrade-all-service-instances", new InstancesErrand(InstancesErrand.Operation.UPGRADE),
            "recreate-all-service-instances", new InstancesErrand(InstancesErrand.Operation.RECREATE),
            "orphan-deployments", new OrphanDeployments(),
            "collect-service-metrics", new CollectServiceMetrics(),
            "register-broker", new RegisterBroker(),
            "deregister-broker", new DeregisterBroker(),
            "delete-all-service-instances", new DeleteAllInstances(),
            "delete-all-service-instances-and-deregister-broker", new Purge(),
            "broker-post-start", new BrokerPostStart());

    private Errands() {}

    /** The names of all. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /**
     * Runs a command.
     *
     * @param arguments flags as Go's programs take them
     * @return the exit code; empty if there is no command with this name
     */
    public static Optional<Integer> run(String name, List<String> arguments, Surroundings surroundings)
            throws InterruptedException {
        var errand = ALL.get(name);
        return errand == null ? Optional.empty() : Optional.of(errand.run(arguments, surroundings));
    }
}
