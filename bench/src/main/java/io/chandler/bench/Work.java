package io.chandler.bench;

import io.chandler.bench.load.Requests;
import io.chandler.bench.load.Script;
import io.chandler.bench.load.Scripts;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What a load asks for. */
enum Work {
    CATALOG("GET catalog"),
    PROVISION("Provision, 202"),
    LIFECYCLE("Provision, bind, unbind, deprovision"),
    POLLED_LIFECYCLE("The same, each answered with 202 and polled");

    final String title;

    Work(String title) {
        this.title = title;
    }

    /** A script with fresh ids. */
    Supplier<Script> script(Requests requests) {
        var seed = ThreadLocalRandom.current().nextLong();
        return switch (this) {
            case CATALOG -> Scripts.catalog(requests);
            case PROVISION -> Scripts.provision(requests, seed, new AtomicLong());
            case LIFECYCLE, POLLED_LIFECYCLE -> Scripts.lifecycle(requests, seed, new AtomicLong());
        };
    }
}
