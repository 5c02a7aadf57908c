package io.chandler.ondemand.commands;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.commands.ManagementApi.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest plan and space of instances. One list of the broker serves all that are begun within a second, instead of
 * a list for each. Thread-safe.
 */
final class FreshInstances {

    private static final Duration FRESH = Duration.ofSeconds(1);

    /** What is known of an instance. */
    sealed interface Look {

        record Found(ServiceInstance instance) implements Look {}

        record Gone() implements Look {}

        /** The broker could not be asked. */
        record Unknown() implements Look {}
    }

    private final ManagementApi broker;
    private final Clock clock;
    private @Nullable Map<String, ServiceInstance> list;
    private Instant asked = Instant.MIN;

    FreshInstances(ManagementApi broker, Clock clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /** Asks the broker anew at the next look. */
    synchronized void expire() {
        asked = Instant.MIN;
    }

    synchronized Look look(String id) throws InterruptedException {
        if (asked.equals(Instant.MIN)
                || Duration.between(asked, clock.instant()).compareTo(FRESH) >= 0) {
            asked = clock.instant();
            list = ask();
        }
        if (list == null) {
            return new Look.Unknown();
        }
        var instance = list.get(id);
        return instance == null ? new Look.Gone() : new Look.Found(instance);
    }

    private @Nullable Map<String, ServiceInstance> ask() throws InterruptedException {
        try {
            var found = new HashMap<String, ServiceInstance>();
            broker.instances(Map.of()).list().forEach(instance -> found.put(instance.id(), instance));
            return found;
        } catch (Refused e) {
            return null;
        }
    }
}
