package io.chandler.server;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.server.configuration.Configuration;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A broker of boats with its API, for tests: users {@code reader}, {@code operator} and {@code purser}. */
final class ApiBroker implements AutoCloseable {

    static {
        // A busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    static final String GROUP = "broker.chandler.io";
    static final String INSTANCES = "/apis/" + GROUP + "/v1/namespaces/default/serviceinstances";

    /** An instance as a client writes it. */
    static String boat(String name) {
        return """
                {"apiVersion":"broker.chandler.io/v1","kind":"ServiceInstance","metadata":{"name":"%s"},
                 "spec":{"serviceName":"boats","planName":"small"}}""".formatted(name);
    }

    final RunningBroker running;
    final Path folder;

    private static final String USERS = """
              users:
                - {name: reader, token: read-token, password: read-password}
                - {name: operator, token: operate-token, roles: [operate]}
                - {name: purser, token: purse-token, roles: [operate, credentials]}
            """;

    ApiBroker(Path folder, String more) throws Exception {
        this(folder, USERS, more);
    }

    /** A broker whose API has other users. */
    ApiBroker(Path folder, String users, String more) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("catalog.yml"), """
                services:
                  - id: 1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01
                    name: boats
                    description: Boats.
                    bindable: true
                    plan_updateable: true
                    plans:
                      - id: 1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02
                        name: small
                        description: A small boat.
                      - id: 1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c03
                        name: large
                        description: A large boat.
                """);
        var configuration = Configuration.parse(
                """
                server: {address: 127.0.0.1, port: 0, reload-interval: 50ms}
                users: [{name: platform, password: secret}]
                catalog: catalog.yml
                data-folder: data
                api:
                  enabled: true
                """ + (more.contains("  port: ") ? "" : "  port: 0\n") + users + more, folder, Map.of());
        running = new Assembly(configuration, Map.of("boats", new Boats()), false).start();
    }

    /** Where the API is. */
    URI api() {
        return running.apiAddress().orElseThrow();
    }

    /** The certificate that the API has made for itself. */
    Path certificate() {
        return folder.resolve("data/api-certificate.pem");
    }

    @Override
    public void close() {
        running.close();
    }

    private static final class Boats implements Service {

        @Override
        public void provision(Instance instance) {
            instance.step("build", () -> "boat").run();
        }

        @Override
        public void update(Instance instance, Before before) {
            instance.progress("rebuilt");
        }

        @Override
        public void deprovision(Instance instance) {
            instance.progress("sunk");
        }

        @Override
        public Credentials bind(Instance instance, Binding binding) {
            return Credentials.of("key", "ahoy");
        }

        @Override
        public void unbind(Instance instance, Binding binding) {
            // The key is thrown away.
        }
    }
}
