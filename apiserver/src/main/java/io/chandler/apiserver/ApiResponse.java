package io.chandler.apiserver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A response of the {@link ApiServer}.
 *
 * @param headers in order, {@code Content-Type} among them where there is a body
 */
public record ApiResponse(int status, List<Header> headers, Body body) {

    public ApiResponse {
        headers = List.copyOf(headers);
    }

    /** One header line. */
    public record Header(String name, String value) {}

    /** What follows the headers. */
    public sealed interface Body {

        /** All at once; not to be modified. */
        record Bytes(byte[] bytes) implements Body {}

        /** Piece by piece, to be asked for once; its size is not known before. */
        record Pieces(Writer writer) implements Body {}

        /** Events of a watch until it ends, to be asked for once: each a line of JSON, or a text frame of a WebSocket. */
        record Events(Watching watching) implements Body {}
    }

    /** Writes a body on the thread that calls it. What it throws means that the body stays incomplete. */
    @FunctionalInterface
    public interface Writer {
        void write(Sink sink) throws IOException;
    }

    /** A running watch. */
    public interface Watching {

        /** Writes events until the watch ends by its time limit, by {@link #stop} or by an exception of the sink. */
        void run(Sink sink) throws IOException;

        /** Ends the watch soon, from any thread; for clients that have gone. */
        void stop();
    }

    /** Takes the pieces of a body, in order. */
    public interface Sink {

        /** Takes a piece, which need not be sent at once. */
        void write(byte[] piece) throws IOException;

        /** Sends what was taken. */
        void flush() throws IOException;
    }

    /** The same with one more header. */
    public ApiResponse with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new ApiResponse(status, more, body);
    }

    /** The same with another body. */
    public ApiResponse with(Body body) {
        return new ApiResponse(status, headers, body);
    }
}
