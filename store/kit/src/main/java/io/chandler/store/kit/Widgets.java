package io.chandler.store.kit;

import io.chandler.resources.LocalResourceStore;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceType;
import io.chandler.resources.store.Store;
import java.math.BigDecimal;
import java.time.Clock;
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

    private Widgets() {}

    record Spec(String colour, BigDecimal weight, Map<String, String> parts) {}

    record Status(String state, List<String> history, Optional<String> message) {}

    static LocalResourceStore<Spec, Status> in(Store store, Clock clock) {
        return new LocalResourceStore<>(store, TYPE, JsonMapper.shared(), clock);
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
