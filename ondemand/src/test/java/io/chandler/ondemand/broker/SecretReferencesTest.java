package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which values the adapter gets for the references in a manifest. */
class SecretReferencesTest {

    @Test
    void variablesOfTheDeploymentComeFirstAndPathsAfterThem() {
        var credHub = new TestCredHub();
        try (var house = House.with(settings -> {
            settings.directorCredHub = Optional.of(credHub);
            return settings;
        })) {
            house.adapter.on("generate-manifest", call -> {
                var manifest = TestAdapter.manifest(
                        call,
                        "tags: {a: ((word)), b: ((cert.ca)), c: ((/shared/path)), d: ((cert)), e: ((missing))}\n"
                                + "variables: [{name: word, type: password}, {name: cert, type: certificate},"
                                + " {name: missing, type: password}]\n");
                return new TestAdapter.Result(0, TestAdapter.generated(manifest).toString());
            });
            house.created("one", "small", "{}");
            for (var variable : house.client.variables("service-instance_one")) {
                if (variable.path().endsWith("/word")) {
                    credHub.values.put(variable.id(), Json.mapper().readTree("\"generated\""));
                    credHub.values.put("word", Json.mapper().readTree("\"of a path\""));
                } else if (variable.path().endsWith("/cert")) {
                    credHub.values.put(
                            variable.id(), Json.object().put("ca", "-CA-").put("private_key", "-KEY-"));
                }
            }
            credHub.values.put("/shared/path", Json.mapper().readTree("\"shared\""));

            assertThat(house.bind("one", "b", "").status()).isEqualTo(201);
            assertThat(house.adapter.calls("create-binding").getFirst().json("secrets"))
                    .isEqualTo(Json.object()
                            .put("((word))", "generated")
                            .put("((cert.ca))", "-CA-")
                            .put("((/shared/path))", "shared")
                            .put("((cert))", "{\"ca\":\"-CA-\",\"private_key\":\"-KEY-\"}"));
            assertThat(house.log).anyMatch(line -> line.contains("Could not resolve ((missing)): "));
        }
    }

    @Test
    void withoutSecureManifestsAPlaceholderIsDeployedAsItStands() {
        try (var house = House.usual()) {
            house.adapter.on("generate-manifest", call -> {
                var output =
                        TestAdapter.generated(TestAdapter.manifest(call, "tags: {a: '((odb_secret:password))'}\n"));
                output.putObject("secrets").put("password", "hush");
                return new TestAdapter.Result(0, output.toString());
            });
            var reply = house.provision("one", "small", "{}");
            assertThat(reply.status()).isEqualTo(202);
            assertThat(house.director.requests())
                    .anyMatch(request -> request.path().equals("/deployments")
                            && request.method().equals("POST")
                            && request.body().contains("((odb_secret:password))")
                            && !request.body().contains("hush"));
        }
    }
}
