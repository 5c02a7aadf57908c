package io.chandler.server.internal.http;

import io.chandler.osb.Endpoint;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import java.time.Duration;

/**
 * The refusal of a request that may be sent again soon: 503 of one that only reads, and 429 of one that would change
 * something, because a platform that gets a 5xx deletes what it has just asked for.
 */
final class Later {

    /** When it may be sent again. */
    static final Duration RETRY = Duration.ofSeconds(2);

    private Later() {}

    static HttpResponse answer(HttpRequest asked, String sentence) {
        boolean reads = asked.method().equals("GET") || asked.method().equals("HEAD");
        return Endpoint.refusal(asked, reads ? 503 : 429, sentence, Endpoint.retryAfter(RETRY));
    }
}
