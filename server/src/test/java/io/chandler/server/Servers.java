package io.chandler.server;

import io.chandler.osb.ServiceBroker;
import io.chandler.server.configuration.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Starts servers for tests, on ports that the system chooses. */
final class Servers {

    static {
        // A busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    static final String USER = """
            users: [{name: cf, password: secret}]
            server: {address: 127.0.0.1, port: 0, reload-interval: 50ms}
            """;

    private Servers() {}

    static BrokerServer start(ServiceBroker broker, String more) {
        return BrokerServer.builder(configuration(more), broker).start();
    }

    /** Runs something beside the test, however few processors there are. */
    static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    static Configuration configuration(String more) {
        return Configuration.parse(USER + more, Path.of("target"), Map.of());
    }
}
