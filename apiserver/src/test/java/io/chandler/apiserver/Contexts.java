package io.chandler.apiserver;

import io.chandler.resources.Ref;
import io.chandler.resources.served.ObjectEvent;
import io.chandler.resources.served.ObjectEvent.Severity;
import io.chandler.resources.served.WriteContext;
import io.chandler.resources.served.WriteContext.Effect;
import java.time.Instant;
import java.util.List;

/** Who does what, for tests. */
final class Contexts {

    private Contexts() {}

    static WriteContext writer() {
        return new WriteContext("tester", List.of(), Effect.STORE, "tests");
    }

    static ObjectEvent event(String name, String uid, String reason, String message) {
        return new ObjectEvent("Widget", new Ref("n", name), uid, Severity.NORMAL, reason, message, Instant.now());
    }
}
