package io.chandler.server.internal.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.DirectTransportRequest;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.UncheckedIOException;

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
            door.serve(request, false, (answer, keep) -> {
                if (answer.body().length == 0 || request.prologue().method().equals(Method.HEAD)) {
                    ResponseWriter.send(answer, response, keep);
                } else {
                    byte[] bytes = PlainResponse.of(answer, keep);
                    request.reset();
                    write(connection, bytes);
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

    private static void write(ConnectionContext connection, byte[] bytes) {
        try {
            connection.dataWriter().write(BufferData.createReadOnly(bytes, 0, bytes.length));
        } catch (SocketWriterException | UncheckedIOException e) {
            throw new ServerConnectionException("the response could not be written", e);
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
