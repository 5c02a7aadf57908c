package io.chandler.resources;

import io.chandler.resources.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Objects to work on: pending until their status says otherwise. */
final class Jobs {

    static final String PHASE = "phase";
    static final Selector PENDING = Selector.label(PHASE, "pending");
    static final ResourceType<Spec, Status> TYPE =
            new ResourceType<>("jobs", "Job", Spec.class, Status.class, Optional.of(PHASE));
    static final Claims<Spec, Status> CLAIMS = new Claims<>() {
        @Override
        public Optional<Claim> of(Resource<Spec, Status> resource) {
            return resource.status().claim();
        }

        @Override
        public Resource<Spec, Status> with(Resource<Spec, Status> resource, Optional<Claim> claim) {
            var status = resource.status();
            return resource.withStatus(new Status(status.log(), status.due(), claim));
        }
    };

    record Spec(String work) {}

    record Status(List<String> log, Instant due, Optional<Claim> claim) {}

    private Jobs() {}

    static LocalResourceStore<Spec, Status> in(Store store, Clock clock) {
        return new LocalResourceStore<>(store, TYPE, JsonMapper.shared(), clock);
    }

    static Resource<Spec, Status> job(String name) {
        return job(name, Instant.EPOCH, Optional.empty());
    }

    static Resource<Spec, Status> job(String name, Instant due, Optional<Claim> claim) {
        return new Resource<>(Metadata.of(new Ref("n", name)), new Spec("work"), new Status(List.of(), due, claim))
                .withLabels(Map.of(PHASE, "pending"));
    }

    static Resource<Spec, Status> logged(Resource<Spec, Status> job, String line) {
        var status = job.status();
        var log = Stream.concat(status.log().stream(), Stream.of(line)).toList();
        return job.withStatus(new Status(log, status.due(), status.claim()));
    }

    static Resource<Spec, Status> dueAt(Resource<Spec, Status> job, Instant due) {
        return job.withStatus(new Status(job.status().log(), due, job.status().claim()));
    }

    /** Finished, and the claim given up, all in one. */
    static Resource<Spec, Status> finished(Resource<Spec, Status> job, String line) {
        return CLAIMS.with(logged(job, line), Optional.empty()).withLabels(Map.of(PHASE, "done"));
    }

    static boolean isFinished(Resource<Spec, Status> job) {
        return "done".equals(job.metadata().labels().get(PHASE));
    }

    static Controller.Builder<Spec, Status> controller(
            ResourceStore<Spec, Status> store, Reconciler<Spec, Status> reconciler) {
        return Controller.builder(store, CLAIMS, reconciler)
                .pending(PENDING)
                .due(job -> job.status().due())
                .holder("replica")
                .listener(new ControllerListener() {})
                .backOff(new BackOff(Duration.ofMillis(1), Duration.ofMillis(20), 0.5))
                .granularity(Duration.ofMillis(2));
    }
}
