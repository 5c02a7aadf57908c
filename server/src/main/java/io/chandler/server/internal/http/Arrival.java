package io.chandler.server.internal.http;

import io.chandler.osb.HttpRequest;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that has come in, whoever has read its head. */
interface Arrival {

    /** The method, in capitals. */
    String method();

    /** As it was sent; null where it is not a path. */
    @Nullable
    RawTarget target();

    /** Those that the client sent. */
    HttpRequest.Headers headers();

    /** Asked of the client only when it is read. */
    RequestBody body(Deadlines.Exchange exchange);

    /** Whether the client wants the connection closed after the response. */
    boolean isLast();

    /** A request that the HTTP server has read. */
    record Parsed(ServerRequest request) implements Arrival {

        /** Names that the endpoint asks for with each request. */
        private static final Map<String, HeaderName> NAMES = names(
                "X-Broker-API-Request-Identity",
                "X-Broker-API-Version",
                "X-Broker-API-Originating-Identity",
                "Content-Type",
                "Content-Length",
                "If-None-Match",
                "If-Modified-Since");

        @Override
        public String method() {
            return request.prologue().method().text();
        }

        @Override
        public @Nullable RawTarget target() {
            return RawTarget.of(request.prologue());
        }

        @Override
        public HttpRequest.Headers headers() {
            var headers = request.headers();
            return name -> {
                var known = NAMES.get(name);
                return headers.all(known == null ? HeaderNames.create(name) : known, List::of);
            };
        }

        @Override
        public RequestBody body(Deadlines.Exchange exchange) {
            return new RequestBody(request, exchange);
        }

        @Override
        public boolean isLast() {
            var headers = request.headers();
            return headers.contains(HeaderNames.CONNECTION)
                    && headers.values(HeaderNames.CONNECTION).stream()
                            .flatMap(value -> Arrays.stream(value.split(",", -1)))
                            .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
        }

        private static Map<String, HeaderName> names(String... names) {
            var all = new HashMap<String, HeaderName>();
            for (var name : names) {
                all.put(name, HeaderNames.create(name));
            }
            all.put("Authorization", HeaderNames.AUTHORIZATION);
            return Map.copyOf(all);
        }
    }
}
