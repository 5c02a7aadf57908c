package io.chandler.server.internal.http;

import io.chandler.osb.HttpResponse;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

/** Hands responses of the endpoint to the HTTP server. */
final class ResponseWriter {

    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

    private ResponseWriter() {}

    /** Sends the response; a connection that is not kept is closed afterwards. */
    static void send(HttpResponse response, ServerResponse out, boolean keep) {
        out.status(Status.create(response.status()));
        for (var header : response.headers()) {
            out.header(
                    header.name().equals("Content-Type") && header.value().equals("application/json")
                            ? JSON
                            : HeaderValues.create(header.name(), header.value()));
        }
        if (!keep) {
            out.header(HeaderValues.CONNECTION_CLOSE);
        }
        out.send(response.body());
    }
}
