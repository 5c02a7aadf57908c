package io.chandler.acceptance.ondemand;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.acceptance.ondemand.Api.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets with marks stand in the configuration, in what the adapter returns and in its bindings, while everything is done
 * and everything fails; then all that the processes have written and all errors are searched for them.
 */
class OnDemandSecretsTest {

    private static final List<String> MARKS = List.of(
            House.PASSWORD,
            House.DIRECTORS_PASSWORD,
            House.CLIENTS_SECRET,
            "MarkOfAnAdaptersSecret",
            "MarkOfABindingsPassword",
            "MarkOfTheDashboardsSecret");

    @TempDir
    Path folder;

    private House house;
    private Api api;
    private final List<Reply> replies = new ArrayList<>();

    @BeforeEach
    void start() {
        house = House.in(folder);
        api = house.api();
    }

    @AfterEach
    void stop() {
        api.close();
        house.close();
    }

    @Test
    void noSecretIsInAnyLogOrError() throws Exception {
        try (var broker = house.broker()) {
            house.register();
            house.put("talk");
            live("one");
            house.simulators().forEach((name, simulator) -> {
                simulator.faults().all(".*").answer(500, "<html>" + name + " is out of order</html>");
                liveBadly(name + "-wrong");
                simulator.faults().clear();
                simulator.faults().next(8, ".*").closeConnection();
                liveBadly(name + "-closed");
                simulator.faults().clear();
            });
            for (var command : List.of("generate-manifest", "create-binding", "delete-binding", "dashboard-url")) {
                house.put("fail-" + command);
                liveBadly(command);
                house.remove("fail-" + command);
            }
            house.remove("talk");
            commands();
            assertThat(broker.terminate()).isZero();
        }
        adapterTells();
        startBadly();

        var clients = folder.resolve("client-secrets");
        assertThat(clients).isNotEmptyFile();
        var secrets = new ArrayList<>(MARKS);
        secrets.addAll(Files.readAllLines(clients));
        assertNone(secrets);
    }

    /** The adapter tells a user a secret, which is in no log, and hangs when it has told the operator some. */
    private void adapterTells() throws Exception {
        var file = folder.resolve("broker.yml");
        var text = Files.readString(file);
        Files.writeString(
                file,
                text.replace("service_adapter: {", "service_adapter: {timeout_seconds: 4, ")
                        .replace("  use_stdin: true", "  use_stdin: true\n  expose_operational_errors: true"));
        try (var broker = house.broker()) {
            house.put("talk");
            live("third");
            api.created("fourth", House.ERRANDS);
            house.put("tell-create-binding");
            assertThat(api.bind("fourth", House.ERRANDS, "b").text("description"))
                    .contains("The password MarkOfAnAdaptersSecret is wrong.");
            house.remove("tell-create-binding");
            house.put("hold-create-binding-fourth");
            assertThat(keep(api.bind("fourth", House.ERRANDS, "b")).text("description"))
                    .contains("timeout_seconds");
            house.clear();
            api.deleted("fourth", House.ERRANDS);
            house.remove("talk");
            assertThat(broker.terminate()).isZero();
        }
        Files.writeString(file, text);
    }

    private void live(String instance) {
        api.created(instance, House.ERRANDS);
        keep(api.update(instance, House.ERRANDS));
        keep(api.whenIdle(() -> api.bind(instance, House.ERRANDS, "b")));
        keep(api.send("GET", "/v2/service_instances/" + instance));
        keep(api.unbind(instance, House.ERRANDS, "b"));
        api.deleted(instance, House.ERRANDS);
    }

    private void liveBadly(String instance) {
        var reply = keep(api.provision(instance, House.ERRANDS));
        if (reply.status() == 202) {
            keep(api.poll(instance, reply.text("operation")));
        }
        keep(api.update("other", House.ERRANDS));
        keep(api.bind("other", House.ERRANDS, "b"));
        keep(api.unbind("other", House.ERRANDS, "b"));
        keep(api.deprovision(instance, House.ERRANDS));
        keep(api.send("GET", "/mgmt/service_instances"));
        keep(api.send("GET", "/mgmt/orphan_deployments"));
        keep(api.send("GET", "/mgmt/metrics"));
    }

    private void commands() throws Exception {
        api.created("other", House.ERRANDS);
        var config = folder.resolve("broker.yml").toString();
        run(
                "broker-post-start",
                "-brokerUsername",
                House.USER,
                "-brokerPassword",
                House.PASSWORD,
                "-brokerPort",
                String.valueOf(house.port),
                "-configFilePath",
                config);
        run(
                "collect-service-metrics",
                "-brokerUrl",
                "http://127.0.0.1:" + house.port,
                "-brokerUsername",
                House.USER,
                "-brokerPassword",
                House.PASSWORD);
        run("orphan-deployments", "-configPath", house.errand());
        run("upgrade-all-service-instances", "-configPath", house.errand());
        for (var simulator : List.of(house.platform, house.uaa)) {
            simulator.faults().all(".*").answer(500, "out of order");
            run("upgrade-all-service-instances", "-configPath", house.errand());
            run("register-broker", "-configPath", house.errand());
            run("delete-all-service-instances", "-configFilePath", house.errand());
            simulator.faults().clear();
        }
        run(
                "delete-all-service-instances-and-deregister-broker",
                "-configFilePath",
                house.errand(),
                "-brokerName",
                "redis-broker");
    }

    private void run(String name, String... flags) throws IOException, InterruptedException {
        assertThat(house.launch(name, flags).awaitEnd()).as(name).isIn(0, 1, 10);
    }

    /** Starts with a configuration that is broken, and with neighbours that refuse the broker. */
    private void startBadly() throws Exception {
        var file = folder.resolve("broker.yml");
        var text = Files.readString(file);
        for (var broken : List.of(
                text.replace("password: " + House.PASSWORD, "password: [" + House.PASSWORD + "]"),
                text.replace("port: ", "port: " + House.PASSWORD),
                text.replace(House.DIRECTORS_PASSWORD, House.DIRECTORS_PASSWORD + "Wrong"),
                text.replace(House.CLIENTS_SECRET, House.CLIENTS_SECRET + "Wrong"),
                text + "\n  broken: \"" + House.PASSWORD)) {
            Files.writeString(file, broken);
            run("on-demand-service-broker", "-configFilePath", file.toString());
        }
    }

    private Reply keep(Reply reply) {
        replies.add(reply);
        return reply;
    }

    private void assertNone(List<String> secrets) throws IOException {
        var written = new LinkedHashMap<String, String>();
        try (var files = Files.list(folder.resolve("logs"))) {
            for (var file : files.toList()) {
                written.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(written).hasSizeGreaterThan(15);
        replies.stream()
                .filter(reply -> reply.status() >= 400)
                .forEach(reply -> written.put("error " + written.size(), reply.toString()));
        assertThat(written).hasSizeGreaterThan(60);
        assertThat(written.values())
                .as("what the adapter says is logged, without its secrets")
                .anyMatch(text -> text.contains("MarkOfAPlansProperty") && text.contains("<redacted>"));
        for (var secret : secrets) {
            for (var form : forms(secret)) {
                written.forEach((name, text) -> assertThat(text.contains(form))
                        .as("%s holds %s: %s", name, secret, line(text, form))
                        .isFalse());
            }
        }
        written.forEach((name, text) -> assertThat(text).as(name).doesNotContain("\tat ", "java.lang."));
    }

    /** A secret in clear and within a text in Base64. */
    private static List<String> forms(String secret) {
        var forms = new ArrayList<>(List.of(secret));
        for (int shift = 0; shift < 3; shift++) {
            var encoded =
                    Base64.getEncoder().withoutPadding().encodeToString((" ".repeat(shift) + secret).getBytes(UTF_8));
            forms.add(encoded.substring(shift == 0 ? 0 : 4, encoded.length() - 4));
        }
        return forms;
    }

    private static String line(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).findFirst().orElse("");
    }
}
