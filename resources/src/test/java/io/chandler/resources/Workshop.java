package io.chandler.resources;

import static io.chandler.resources.Jobs.finished;
import static io.chandler.resources.Jobs.isFinished;
import static io.chandler.resources.Jobs.job;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.Jobs.Spec;
import io.chandler.resources.Jobs.Status;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A store with jobs and the controllers that work on them. */
final class Workshop {

    static final Outcome DONE = new Outcome.Done();

    final MemoryStore memory = new MemoryStore();
    final TroubledStore store = new TroubledStore(memory);
    final ManualClock clock = new ManualClock();
    final LocalResourceStore<Spec, Status> jobs = Jobs.in(store, clock);

    /** What somebody else sees and does. */
    final LocalResourceStore<Spec, Status> others = Jobs.in(memory, clock);

    private final List<Controller<Spec, Status>> started = new ArrayList<>();

    Workshop() {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
        // A busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    void stop() throws InterruptedException {
        store.cut = false;
        for (var controller : started) {
            controller.stop(Duration.ofSeconds(2));
        }
    }

    Controller<Spec, Status> start(Controller.Builder<Spec, Status> builder) {
        var controller = builder.clock(clock).build();
        started.add(controller);
        controller.start();
        return controller;
    }

    Resource<Spec, Status> stored(String name) {
        return others.get(new Ref("n", name)).orElseThrow();
    }

    void awaitFinished(String name) {
        await().until(() -> isFinished(stored(name)));
    }

    Claim claim(String holder, Duration duration) {
        return new Claim(holder, clock.instant().plus(duration));
    }

    static Outcome finish(Claimed<Spec, Status> claimed) {
        claimed.update(job -> finished(job, "done"));
        return DONE;
    }
}
