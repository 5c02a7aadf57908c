package io.chandler.broker.internal.run;

import io.chandler.broker.BrokerListener;
import io.chandler.broker.EngineSettings;
import io.chandler.broker.Service;
import io.chandler.broker.internal.common.CatalogView;
import io.chandler.broker.internal.common.Completions;
import io.chandler.broker.internal.common.Vault;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What every run needs.
 *
 * @param services the authors' services by name
 */
public record Engine(
        EngineSettings settings,
        Map<String, Service> services,
        CatalogView catalog,
        Vault vault,
        Completions completions,
        BrokerListener listener,
        Clock clock) {

    /** The author's service of this name. @throws IllegalStateException if this broker has none */
    Service service(String name) {
        var service = services.get(name);
        if (service == null) {
            throw new IllegalStateException("this broker has no service named \"" + name + "\"");
        }
        return service;
    }

    /** The pause after so many failures: doubled after each, up to the longest, with a little chance in it. */
    Duration pause(int failures) {
        long first = settings.retryFirst().toMillis();
        long longest = settings.retryLongest().toMillis();
        long pause = failures > 20 ? longest : Math.min(longest, first << (failures - 1));
        return Duration.ofMillis(pause - (long) (ThreadLocalRandom.current().nextDouble() * pause / 5));
    }

    /** A name under which the user's sentence and the operator's log meet. */
    static String supportId() {
        return UUID.randomUUID().toString().substring(0, 13);
    }
}
