package io.chandler.broker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.ListOptions;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ServedResource;
import io.chandler.resources.served.WriteContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A client of the API to instances and bindings, beside a platform that uses the same broker. */
final class ApiClient {

    static final WriteContext JANE =
            new WriteContext("jane", List.of("operators"), WriteContext.Effect.STORE, "kubectl");
    static final WriteContext JANE_TRIES =
            new WriteContext("jane", List.of("operators"), WriteContext.Effect.DRY_RUN, "kubectl");

    final ServedResource instances;
    final ServedResource bindings;

    ApiClient(House house) {
        var resources = house.broker.servedResources(Set.of("default", "other"));
        instances = resources.get(0);
        bindings = resources.get(1);
    }

    static Ref ref(String name) {
        return new Ref("default", name);
    }

    static ApiObject object(String name, String spec) {
        return ApiObject.of(ref(name), House.json(spec));
    }

    static Metadata metadata(
            String name, Map<String, String> labels, Map<String, String> annotations, List<String> finalizers) {
        return Metadata.of(ref(name))
                .withLabels(labels)
                .withAnnotations(annotations)
                .withFinalizers(finalizers);
    }

    ApiObject instance(String name) {
        return instances.get(ref(name)).orElseThrow();
    }

    ApiObject binding(String name) {
        return bindings.get(ref(name)).orElseThrow();
    }

    static ApiObject changed(ApiObject object, String name, String value) {
        return object.withSpec(object.spec().deepCopy().put(name, value));
    }

    static String refusal(Runnable write) {
        try {
            write.run();
        } catch (ApiRefusal.Invalid refused) {
            assertThat(refused.causes()).hasSize(1);
            return refused.message();
        }
        throw new AssertionError("it was not refused");
    }

    static List<String> names(ServedResource resource) {
        return names(resource, Selector.everything());
    }

    static List<String> names(ServedResource resource, Selector selector) {
        return resource.list(Scope.all(), selector, ListOptions.first(10)).items().stream()
                .map(object -> object.ref().name())
                .toList();
    }

    static Optional<String> condition(ApiObject object, String type) {
        for (JsonNode condition : object.status().path("conditions")) {
            if (condition.path("type").asString().equals(type)) {
                return Optional.of(condition.path("status").asString() + " "
                        + condition.path("reason").asString());
            }
        }
        return Optional.empty();
    }
}
