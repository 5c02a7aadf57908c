package io.chandler.acceptance;

import static io.chandler.acceptance.Platform.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.acceptance.service.RecordingService;
import io.chandler.broker.catalog.CatalogFile;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.engine.ManagedBroker;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Endpoint;
import io.chandler.osb.EndpointSettings;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.Json;
import io.chandler.osb.ServiceBroker;
import io.chandler.resources.store.MemoryStore;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What the protocol's values say of themselves, in a debugger or in somebody's log. */
class TextTest {

    private static final String MARK = "MarkOfASecret";
    private static final String INSTANCE = "/v2/service_instances/one";
    private static final String BINDING = INSTANCE + "/service_bindings/app";

    @TempDir
    Path folder;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    @Test
    void requestsAndAnswersShowNoSecret() throws Exception {
        Files.createDirectories(folder.resolve("things"));
        try (var broker = ManagedBroker.builder()
                .catalog(CatalogSource.fixed(CatalogFile.parse(catalog(), "catalog.yml")))
                .service("recorder", new RecordingService(folder, MARK))
                .store(new MemoryStore())
                .keyring(Keyring.temporary())
                .build()) {
            broker.start();
            var endpoint = new Endpoint(listening(broker), EndpointSettings.defaults());
            var secret = parameters("secret", MARK, "value", MARK);
            call(endpoint, 201, "PUT", INSTANCE, Platform.provisioning("synchronous-id", secret));
            var update = Json.object().put("service_id", Platform.SERVICE);
            update.set("parameters", parameters("value", MARK + "Other"));
            call(endpoint, 200, "PATCH", INSTANCE, update);
            var bound = call(endpoint, 201, "PUT", BINDING, Platform.binding("synchronous-id", secret));
            assertThat(bound).contains(MARK);
            assertThat(call(endpoint, 200, "GET", BINDING, null)).contains(MARK);
            assertThat(call(endpoint, 200, "GET", INSTANCE, null)).contains(MARK);
            var hints = "service_id=" + Platform.SERVICE + "&plan_id=synchronous-id";
            call(endpoint, 200, "DELETE", BINDING + "?" + hints, null);
            call(endpoint, 200, "DELETE", INSTANCE + "?" + hints, null);
        }
        assertThat(said).hasSize(14).noneMatch(text -> text.contains(MARK));
        assertThat(said).anyMatch(text -> text.contains("synchronous-id"));
    }

    /** The broker, every request and answer of which is asked for its text. */
    private ServiceBroker listening(ServiceBroker broker) {
        return (ServiceBroker) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServiceBroker.class}, (_, method, arguments) -> {
                    var answer = method.invoke(broker, arguments);
                    if (!method.getName().equals("catalog")) {
                        said.add(arguments[0].toString());
                        said.add(answer.toString());
                    }
                    return answer;
                });
    }

    private static String call(Endpoint endpoint, int status, String method, String target, ObjectNode body) {
        var parts = target.split("\\?", 2);
        var bytes = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
        var request = new HttpRequest(
                method,
                parts[0],
                parts.length == 2 ? parts[1] : "",
                name -> switch (name.toLowerCase(Locale.ROOT)) {
                    case "x-broker-api-version" -> List.of("2.17");
                    case "content-type" -> List.of("application/json");
                    default -> List.of();
                },
                new ByteArrayInputStream(bytes));
        var response = endpoint.handle(request, "default", "user");
        var text = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.status()).as("%s %s: %s", method, target, text).isEqualTo(status);
        return text;
    }

    private static String catalog() throws Exception {
        try (var stream = TextTest.class.getResourceAsStream("catalog.yml")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
