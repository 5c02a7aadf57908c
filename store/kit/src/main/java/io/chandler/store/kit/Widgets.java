package io.chandler.store.kit;

import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.ResourceType;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Objects to test a store with. */
final class Widgets {

    /** The label by which widgets are found. */
    static final String PHASE = "phase";

    static final ResourceType<Spec, Status> TYPE =
            new ResourceType<>("widgets", "Widget", Spec.class, Status.class, Optional.of(PHASE));

    /** When the tests take place. */
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    private Widgets() {}

    /** A test of the objects in a store. */
    @FunctionalInterface
    interface Body {
        void run(ResourceStore<Spec, Status> widgets, ResourceStores stores) throws Exception;
    }

    /** Runs a test on an empty store. */
    static void onEmpty(ResourcesOpener opener, Body body) throws Exception {
        try (var stores = opener.openResources()) {
            body.run(in(stores, Clock.fixed(NOW, ZoneOffset.UTC)), stores);
        }
    }

    record Spec(String colour, BigDecimal weight, Map<String, String> parts) {}

    record Status(String state, List<String> history, Optional<String> message) {}

    static ResourceStore<Spec, Status> in(ResourceStores stores, Clock clock) {
        return stores.of(TYPE, JsonMapper.shared(), clock);
    }

    static Resource<Spec, Status> widget(String namespace, String name, String colour) {
        return new Resource<>(
                Metadata.of(new Ref(namespace, name)),
                new Spec(colour, new BigDecimal("1.250"), Map.of()),
                new Status("new", List.of(), Optional.empty()));
    }

    static Resource<Spec, Status> inPhase(Resource<Spec, Status> widget, String phase) {
        return widget.withLabels(Map.of(PHASE, phase));
    }

    static Resource<Spec, Status> withState(Resource<Spec, Status> widget, String state) {
        return widget.withStatus(
                new Status(state, widget.status().history(), widget.status().message()));
    }

    static Resource<Spec, Status> withColour(Resource<Spec, Status> widget, String colour) {
        return widget.withSpec(
                new Spec(colour, widget.spec().weight(), widget.spec().parts()));
    }

    static Resource<Spec, Status> withFinalizers(Resource<Spec, Status> widget, String... finalizers) {
        return widget.withMetadata(widget.metadata().withFinalizers(List.of(finalizers)));
    }
}
