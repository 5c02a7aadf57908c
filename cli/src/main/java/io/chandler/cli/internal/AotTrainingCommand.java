package io.chandler.cli.internal;

import com.sun.net.httpserver.HttpServer;
import io.chandler.cli.AotTraining;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.client.Waiter;
import io.chandler.server.Training;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs what shall start quickly, while the JVM takes notes for the start-up cache. */
@Command(name = "aot-training", hidden = true, description = "Run what shall start quickly, once.")
public final class AotTrainingCommand implements Callable<Integer> {

    @Option(
            names = "--broker",
            description = "Run nothing but a broker: what else is in the cache is in its memory too.")
    private boolean broker;

    private static final String CATALOG = """
            {"services":[{"id":"s","name":"postgres","description":"d","bindable":true,"bindings_retrievable":true,
              "instances_retrievable":true,"plans":[{"id":"p","name":"small","description":"d","schemas":
              {"service_instance":{"create":{"parameters":{"$schema":"http://json-schema.org/draft-04/schema#",
              "type":"object","additionalProperties":false,"properties":{"size":{"type":"integer","minimum":1}}}}}}}]}]}
            """;

    @Override
    public Integer call() throws Exception {
        if (broker) {
            Training.run();
            return ExitCodes.OK;
        }
        var folder = Files.createTempDirectory("chandler-training");
        try {
            commands(folder);
        } finally {
            Folders.delete(folder);
        }
        Training.run();
        for (var training : ServiceLoader.load(AotTraining.class)) {
            training.train();
        }
        return ExitCodes.OK;
    }

    /** Types commands against a broker that says yes. */
    private static void commands(Path folder) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                var body = (path.endsWith("/catalog")
                                ? CATALOG
                                : path.endsWith("/last_operation") ? "{\"state\":\"succeeded\"}" : "{}")
                        .getBytes(StandardCharsets.UTF_8);
                boolean bind = path.contains("/service_bindings/");
                int status = exchange.getRequestMethod().equals("PUT") ? bind ? 201 : 202 : 200;
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        try {
            var yaml = Files.writeString(folder.resolve("parameters.yml"), "size: 1\n");
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            run(folder, "--help");
            run(folder, "provision", "--help");
            run(folder, "target", url, "--user", "u", "--password-stdin");
            run(folder, "catalog");
            run(folder, "provision", "postgres", "small", "db", "-c", "@" + yaml, "--wait");
            run(folder, "bind", "db", "app", "-o", "json");
            run(folder, "instance", "db");
            run(folder, "unbind", "db", "app");
            run(folder, "deprovision", "db", "--wait");
        } finally {
            server.stop(0);
        }
    }

    private static void run(Path folder, String... arguments) {
        var nowhere = new PrintWriter(Writer.nullWriter());
        Commands.run(
                new Environment(
                        Map.of(),
                        folder,
                        new ByteArrayInputStream("secret".getBytes(StandardCharsets.UTF_8)),
                        nowhere,
                        nowhere,
                        () -> false,
                        _ -> Optional.empty(),
                        "training",
                        Clock.systemUTC(),
                        Waiter.SLEEP),
                arguments);
    }
}
