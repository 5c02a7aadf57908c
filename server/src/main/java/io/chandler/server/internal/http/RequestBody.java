package io.chandler.server.internal.http;

import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, asked of the client only when it is read. Whatever goes wrong on the way is an {@link
 * IOException}: the client has gone, came too late or broke the framing. A body that the HTTP server finds too long
 * goes on without end, for whoever reads it to find the same.
 */
final class RequestBody extends InputStream {

    private static final int TOO_LONG = 413;
    private static final long MOST_TO_DISCARD = 64 * 1024;

    /** Where a body comes from. */
    interface Source {

        /** Whether there is one. */
        boolean present();

        /** The length that its head tells; 0 where it tells none. */
        long length();

        /** Whether the client sends it only when it is asked to. */
        boolean awaitsLeave();

        /** Asks for it. */
        InputStream open();
    }

    private final Source source;
    private final Deadlines.Exchange exchange;
    private final boolean present;
    private @Nullable InputStream content;
    private boolean ended;
    private boolean failed;
    private boolean tooLong;

    RequestBody(Source source, Deadlines.Exchange exchange) {
        this.source = source;
        this.exchange = exchange;
        this.present = source.present();
    }

    /** The body of a request that the HTTP server reads. */
    RequestBody(ServerRequest request, Deadlines.Exchange exchange) {
        this(new Parsed(request), exchange);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (!present || ended) {
            return -1;
        }
        if (tooLong) {
            return length;
        }
        exchange.awaitMore();
        int count;
        try {
            if (content == null) {
                content = source.open();
            }
            count = content.read(bytes, offset, length);
        } catch (RequestException e) {
            failed = true;
            tooLong = e.status().code() == TOO_LONG;
            if (tooLong) {
                return length;
            }
            throw new IOException("the body is malformed", e);
        } catch (RuntimeException e) {
            failed = true;
            throw new IOException("the body did not arrive", e);
        }
        if (!exchange.work()) {
            failed = true;
            throw new IOException("the body came too late");
        }
        ended = count < 0;
        return count;
    }

    /**
     * Reads what is left, if that is not much.
     *
     * @return whether the connection can be used for a further request
     */
    boolean discard() {
        if (!present || ended) {
            return true;
        }
        if (failed || source.length() > MOST_TO_DISCARD || (content == null && source.awaitsLeave())) {
            return false;
        }
        try {
            var buffer = new byte[4096];
            long most = MOST_TO_DISCARD;
            while (most > 0 && !ended) {
                most -= Math.max(0, read(buffer, 0, buffer.length));
            }
            return ended;
        } catch (IOException e) {
            return false;
        }
    }

    private record Parsed(ServerRequest request) implements Source {

        @Override
        public boolean present() {
            return request.content().hasEntity();
        }

        @Override
        public long length() {
            return request.headers().contentLength().orElse(0);
        }

        @Override
        public boolean awaitsLeave() {
            return request.headers().containsToken(HeaderValues.EXPECT_100);
        }

        @Override
        public InputStream open() {
            return request.content().inputStream();
        }
    }
}
