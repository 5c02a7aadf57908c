package io.chandler.server.internal.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.DirectTransportRequest;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Leads requests of HTTP/1.1 straight to the front door and their responses straight to the connection, past the HTTP
 * server's routing and response, which take longer than all the rest of a short request.
 */
final class Entrance implements HttpRouting {

    private final FrontDoor door;
    private final HttpSecurity security = HttpSecurity.create();

    private Entrance(FrontDoor door) {
        this.door = door;
    }

    /** A router that knows nothing but the way to the door. */
    static Router to(FrontDoor door) {
        return Router.builder().addRouting(new Builder(door)).build();
    }

    @Override
    public void route(ConnectionContext connection, RoutingRequest request, RoutingResponse response) {
        try {
            door.serve(new Arrival.Parsed(request), false, (answer, keep) -> {
                if (answer.body().length == 0 || request.prologue().method().equals(Method.HEAD)) {
                    ResponseWriter.send(answer, response, keep);
                } else {
                    request.reset();
                    PlainResponse.send(answer, keep, connection);
                }
            });
        } catch (CloseConnectionException | RequestException e) {
            throw e;
        } catch (RuntimeException e) {
            throw RequestException.builder()
                    .type(EventType.INTERNAL_ERROR)
                    .request(DirectTransportRequest.create(request.prologue(), request.headers()))
                    .message("Internal Server Error")
                    .cause(e)
                    .build();
        }
    }

    @Override
    public HttpSecurity security() {
        return security;
    }

    private record Builder(FrontDoor door) implements io.helidon.common.Builder<Builder, HttpRouting> {

        @Override
        public HttpRouting build() {
            return new Entrance(door);
        }
    }
}
